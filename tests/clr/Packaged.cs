// Asks one question through the shim and the library of a package. Argument: the library.
using System;
using ClusterRoute.Interop;

internal static class Packaged
{
    private static void Main(string[] arguments)
    {
        Native native = new Native(arguments[0], 1);
        Answer answer = native.Ask("rules", "{\"schema\":1}");
        Console.WriteLine(native.Version + " " + answer.Status + " " + answer.Json.Contains("\"CR001\""));
    }
}
