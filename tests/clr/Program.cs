// Uses the shim as the module does, on a real CLR. Arguments: the library, its version, a capture file, a
// library of another interface version, a library without our functions, a file that is no library, and
// whether the library can be asked to panic.
using System;
using System.IO;
using System.Threading;
using ClusterRoute.Interop;

internal static class Program
{
    private const string Networks =
        "{\"schema\":1,\"capture\":{\"networks\":[" +
        "{\"Name\":\"Verwaltung \u00e4\u53e2\u96c6\",\"Role\":3,\"State\":\"Up\",\"Metric\":70000,\"AutoMetric\":true}," +
        "{\"Name\":\"Storage1\",\"Role\":\"Cluster\",\"State\":3,\"Metric\":20401,\"AutoMetric\":true}]}}";

    private static int failures;

    private static int Main(string[] arguments)
    {
        Native native = new Native(arguments[0], 1);
        Check("version", native.Version == arguments[1], native.Version);
        Answered(native, "measure", Networks, "\"metric\":20401");
        Answered(native, "measure", Networks, "Verwaltung \u00e4\u53e2\u96c6");
        Answered(native, "resolve", Networks, "\"mechanism\":\"netft\"");
        Answered(native, "recommend", Networks, "\"findings\":[");
        Answered(native, "rules", "{\"schema\":1}", "\"id\":\"CR");
        string file = arguments[2].Replace("\\", "\\\\");
        Answered(native, "read_capture", "{\"schema\":1,\"paths\":[\"" + file + "\"]}", "\"capture\":{");

        Refused(native, "measure", "", 2, "invalid_request");
        Refused(native, "measure", "{", 2, "invalid_request");
        Refused(native, "measure", "{\"schema\":1,\"capture\":{\"networks\":5}}", 3, "invalid_capture");
        Refused(native, "read_capture", "{\"schema\":1,\"paths\":[\"" + file + ".none\"]}", 4, "unreadable_file");
        Refused(native, "rules", "{\"schema\":1,\"options\":{\"rules\":[\"CR999\"]}}", 6, "unknown_name");
        if (arguments[6] == "yes") Refused(native, "rules", "{\"schema\":1,\"panic\":true}", 7, "internal");
        Answered(native, "measure", Networks, "\"metric\":20401");

        Thrown<ArgumentException>("a relative path", "clusterroute", 1);
        Thrown<FileNotFoundException>("a missing library", arguments[0] + ".none", 1);
        Thrown<NotSupportedException>("another version asked for", arguments[0], 2);
        Thrown<NotSupportedException>("another version found", arguments[3], 1);
        Thrown<EntryPointNotFoundException>("another library", arguments[4], 1);
        Thrown<BadImageFormatException>("no library", arguments[5], 1);

        Threads(native);
        Console.WriteLine(failures == 0 ? "all held" : failures + " failed");
        return failures == 0 ? 0 : 1;
    }

    private static void Threads(Native native)
    {
        string expected = native.Ask("resolve", Networks).Json;
        int different = 0;
        Thread[] threads = new Thread[8];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(delegate()
            {
                for (int call = 0; call < 100; call++)
                {
                    if (native.Ask("resolve", Networks).Json != expected) Interlocked.Increment(ref different);
                    if (native.Ask("measure", "{").Status != 2) Interlocked.Increment(ref different);
                }
            });
        }
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Check("8 threads", different == 0, different + " answers differ");
    }

    private static void Answered(Native native, string question, string request, string fragment)
    {
        Answer answer = native.Ask(question, request);
        Check(question, answer.Status == 0 && answer.Json.Contains(fragment), answer.Status + " " + answer.Json);
    }

    private static void Refused(Native native, string question, string request, int status, string code)
    {
        Answer answer = native.Ask(question, request);
        bool held = answer.Status == status && answer.Json.Contains("\"code\":\"" + code + "\"");
        Check(question + " " + code, held, answer.Status + " " + answer.Json);
    }

    private static void Thrown<T>(string name, string path, uint abiVersion) where T : Exception
    {
        try
        {
            new Native(path, abiVersion);
            Check(name, false, "no exception");
        }
        catch (Exception exception)
        {
            Check(name, exception.GetType() == typeof(T) && exception.Message.Contains(path), exception.ToString());
        }
    }

    private static void Check(string name, bool held, string found)
    {
        if (held) return;
        failures++;
        Console.WriteLine("failed: " + name + ": " + found);
    }
}
