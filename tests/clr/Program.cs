// Uses the shim as the module does, on a real CLR. Arguments: the library, its version, a capture file, a folder
// of files that are not this library, and whether the library can be asked to panic.
using System;
using System.IO;
using System.Reflection;
using System.Threading;
using ClusterRoute.Interop;

internal static class Program
{
    private const string Networks =
        "{\"schema\":2,\"input\":{\"captures\":[{\"networks\":[" +
        "{\"Name\":\"Verwaltung \u00e4\u53e2\u96c6\",\"Role\":3,\"State\":\"Up\",\"Metric\":70000,\"AutoMetric\":true}," +
        "{\"Name\":\"Storage1\",\"Role\":\"Cluster\",\"State\":3,\"Metric\":20401,\"AutoMetric\":true}]}]}}";

    private static int failures;

    private static int Main(string[] arguments)
    {
        Native native = new Native(arguments[0], 2);
        Check("version", native.Version == arguments[1], native.Version);
        Answered(native, "measure", Networks, "\"metric\":20401");
        Answered(native, "measure", Networks, "Verwaltung \u00e4\u53e2\u96c6");
        Answered(native, "resolve", Networks, "\"mechanism\":\"netft\"");
        Answered(native, "recommend", Networks, "\"findings\":[");
        Answered(native, "rules", "{\"schema\":2}", "\"id\":\"CR");
        Answered(native, "schema", "{\"schema\":2}", "\"cmdlet\":\"Get-ClusterNetwork\"");
        string file = arguments[2].Replace("\\", "\\\\");
        Answered(native, "read_capture", "{\"schema\":2,\"input\":{\"paths\":[\"" + file + "\"]}}", "\"capture\":{");

        Refused(native, "measure", "", 2, "invalid_request");
        Refused(native, "measure", "{", 2, "invalid_request");
        Refused(native, "measure", "{\"schema\":2,\"input\":{\"captures\":[{\"networks\":5}]}}", 3, "invalid_capture");
        Refused(native, "read_capture", "{\"schema\":2,\"input\":{\"paths\":[\"" + file + ".none\"]}}", 4, "unreadable_file");
        Refused(native, "rules", "{\"schema\":2,\"options\":{\"rules\":[\"CR999\"]}}", 6, "unknown_name");
        if (arguments[4] == "yes") Refused(native, "rules", "{\"schema\":2,\"panic\":true}", 7, "internal");
        Answered(native, "measure", Networks, "\"metric\":20401");

        WrongFiles(arguments[0], arguments[3]);
        WindowsErrors();
        SideBySide(native, arguments[0], arguments[3]);
        Check("the module's version", Native.ModuleVersion == arguments[1], Native.ModuleVersion);
        Threads(native);
        Console.WriteLine(failures == 0 ? "all held" : failures + " failed");
        return failures == 0 ? 0 : 1;
    }

    private static void WrongFiles(string library, string folder)
    {
        Thrown<ArgumentException>("a relative path", "clusterroute", 2, "absolute");
        Thrown<FileNotFoundException>("a missing library", library + ".none", 2, "there is no library");
        Thrown<FileNotFoundException>("a folder", folder, 2, "there is no library");
        Thrown<NotSupportedException>("another interface asked for", library, 3, "version 3, found 2 in");
        foreach (string name in new[] { "empty", "text", "exe-without-header" })
            Thrown<BadImageFormatException>(name, Path.Combine(folder, name), 2, "another kind of file");
        foreach (string name in new[] { "head-alone", "32-bit-class" })
            Thrown<BadImageFormatException>(name, Path.Combine(folder, name), 2, "cannot load");
        Thrown<PlatformNotSupportedException>("elf-x86", Path.Combine(folder, "elf-x86"), 2, "found one for x86");
        Thrown<PlatformNotSupportedException>("pe-x86", Path.Combine(folder, "pe-x86"), 2, "found one for x86");
        Thrown<PlatformNotSupportedException>("foreign", Path.Combine(folder, "elf-foreign"), 2, "found one for ");
        Thrown<PlatformNotSupportedException>("riscv", Path.Combine(folder, "elf-riscv"), 2, "found one for machine 243");
        Thrown<NotSupportedException>("another interface", Path.Combine(folder, "other_abi.so"), 2, "found 4294967295");
        Thrown<EntryPointNotFoundException>("another library", Path.Combine(folder, "other_library.so"), 2, "clusterroute_abi_version");
        NoSuchQuestion(Path.Combine(folder, "without_rules.so"));
        Thrown<DllNotFoundException>("a library that needs another", Path.Combine(folder, "needs_missing.so"), 2, "cannot load");
    }

    // A function that is missing is named when it is asked; what is no question is refused before.
    private static void NoSuchQuestion(string path)
    {
        Native native = new Native(path, 2);
        foreach (string question in new[] { "rules", "buffer_free" })
        {
            try
            {
                native.Ask(question, "{}");
                Check(question, false, "no exception");
            }
            catch (Exception exception)
            {
                bool named = question == "rules"
                    ? exception is EntryPointNotFoundException && exception.Message.Contains("clusterroute_rules")
                    : exception is ArgumentException;
                Check(question, named, exception.ToString());
            }
        }
    }

    // What Windows says when it refuses a file, which no other system does.
    private static void WindowsErrors()
    {
        MethodInfo refusal = typeof(Native).GetMethod("Refusal", BindingFlags.NonPublic | BindingFlags.Static);
        foreach (int error in new[] { 5, 225, 577, 1260, 4551, 193, 126, 1114 })
        {
            Type expected = error == 193 ? typeof(BadImageFormatException)
                : error == 126 || error == 1114 ? typeof(DllNotFoundException) : typeof(UnauthorizedAccessException);
            Exception found = (Exception)refusal.Invoke(null, new object[] { "error " + error, error });
            Check("Windows error " + error, found.GetType() == expected && found.Message == "error " + error, found.ToString());
        }
    }

    // Two versions in folders of their own, with one file name: each path is a library of its own, and the one
    // that is loaded goes on answering when its file is gone.
    private static void SideBySide(Native native, string library, string folder)
    {
        string second = Path.Combine(Path.Combine(folder, "second \u00e4"), "libclusterroute.so");
        string third = Path.Combine(Path.Combine(folder, "third"), "libclusterroute.so");
        Native copy = new Native(second, 2);
        Native other = new Native(third, 2);
        Check("the third's version", other.Version == "9.9.9", other.Version);
        Check("the third's answer", other.Ask("rules", "{}").Json == "9.9.9", "another answer");
        Check("the second's version", copy.Version == native.Version, copy.Version);
        File.Delete(second);
        File.Delete(third);
        Answered(native, "measure", Networks, "\"metric\":20401");
        Answered(copy, "measure", Networks, "\"metric\":20401");
        Check("the third's second answer", other.Ask("rules", "{}").Json == "9.9.9", "another answer");
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

    private static void Thrown<T>(string name, string path, uint abiVersion, string fragment) where T : Exception
    {
        try
        {
            new Native(path, abiVersion);
            Check(name, false, "no exception");
        }
        catch (Exception exception)
        {
            bool named = exception.Message.Contains(path) && exception.Message.Contains(fragment);
            Check(name, exception.GetType() == typeof(T) && named, exception.ToString());
        }
    }

    private static void Check(string name, bool held, string found)
    {
        if (held) return;
        failures++;
        Console.WriteLine("failed: " + name + ": " + found);
    }
}
