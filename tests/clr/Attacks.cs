// Asks every question about one file through the shim. Arguments: the library and the file. Ends in 0 when every
// question has an answer or a refusal; prints the most memory that the process had, in KiB.
using System;
using System.IO;
using ClusterRoute.Interop;

internal static class Attacks
{
    private static readonly string[] Questions = { "read_capture", "measure", "resolve", "recommend", "plan", "needs", "failures", "compare", "estimate", "attribute", "report" };

    private static int Main(string[] arguments)
    {
        Native native = new Native(arguments[0], 2);
        string file = arguments[1].Replace("\\", "\\\\");
        int failures = 0;
        foreach (string question in Questions)
        {
            string paths = "{\"paths\":[\"" + file + "\"]}";
            // A file is compared with itself.
            string before = question == "compare" ? "\"before\":" + paths + "," : "";
            string options = question == "estimate" ? ",\"options\":{\"what\":\"redirect\"}" : "";
            Answer answer = native.Ask(question, "{\"schema\":2," + before + "\"input\":" + paths + options + "}");
            bool held = answer.Status != 7 && answer.Json.StartsWith("{\"schema\":2,\"question\":\"", StringComparison.Ordinal);
            if (held) continue;
            failures++;
            Console.WriteLine("failed: " + question + ": " + answer.Status + " " + answer.Json.Substring(0, Math.Min(300, answer.Json.Length)));
        }
        foreach (string line in File.ReadAllLines("/proc/self/status"))
            if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                Console.WriteLine("peak " + line.Substring(6).Replace("kB", "").Trim());
        return failures == 0 ? 0 : 1;
    }
}
