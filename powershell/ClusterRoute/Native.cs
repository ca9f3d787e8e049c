// Binds the ClusterRoute library by its absolute path and asks it questions: text in, text out.
// C# 5 and mscorlib only, so that one compiled file serves Windows PowerShell 5.1 and PowerShell 7.
using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;

namespace ClusterRoute.Interop
{
    /// <summary>What the library said: 0, or the status of the first error when nothing could be answered, and the JSON of both.</summary>
    public sealed class Answer
    {
        public readonly int Status;
        public readonly string Json;
        internal Answer(int status, string json) { Status = status; Json = json; }
    }

    /// <summary>One bound library. It stays loaded: answers can be asked from several threads at once.</summary>
    public sealed class Native
    {
        /// <summary>The version of the module this file belongs to: a session can load only one.</summary>
        public const string ModuleVersion = "0.1.0";

        [StructLayout(LayoutKind.Sequential)]
        private struct Block { public IntPtr Data; public UIntPtr Length; }

        [UnmanagedFunctionPointer(CallingConvention.Cdecl)] private delegate uint AbiVersionFunction();
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)] private delegate int VersionFunction(ref Block answer);
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)] private delegate void FreeFunction(ref Block answer);
        [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
        private delegate int QuestionFunction(byte[] request, UIntPtr length, ref Block answer);

        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        [DllImport("kernel32.dll", CharSet = CharSet.Unicode, ExactSpelling = true, SetLastError = true)]
        private static extern IntPtr LoadLibraryExW(string path, IntPtr reserved, uint flags);
        [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
        [DllImport("kernel32.dll", CharSet = CharSet.Ansi, ExactSpelling = true, BestFitMapping = false)]
        private static extern IntPtr GetProcAddress(IntPtr library, string name);
        [DllImport("libdl.so.2")] private static extern IntPtr dlopen(byte[] path, int flags);
        [DllImport("libdl.so.2")] private static extern IntPtr dlsym(IntPtr library, byte[] name);
        [DllImport("libdl.so.2")] private static extern IntPtr dlerror();

        private static readonly bool OnWindows = Environment.OSVersion.Platform == PlatformID.Win32NT;
        private readonly string path;
        private readonly IntPtr library;
        private readonly FreeFunction free;
        private readonly Dictionary<string, QuestionFunction> questions = new Dictionary<string, QuestionFunction>();
        /// <summary>The library's own version.</summary>
        public readonly string Version;
        /// <summary>Loads the library and checks that it speaks the interface version the caller knows.</summary>
        public Native(string path, uint abiVersion)
        {
            if (!Path.IsPathRooted(path)) throw new ArgumentException("expected an absolute path, found " + path);
            if (!File.Exists(path)) throw new FileNotFoundException("there is no library at " + path, path);
            // Windows tells each process the architecture it runs as, emulation included.
            string process = OnWindows ? Environment.GetEnvironmentVariable("PROCESSOR_ARCHITECTURE") : Machine("/proc/self/exe");
            if (process == "AMD64") process = "x64";
            string machine = Machine(path);
            if (machine == null) throw new BadImageFormatException("expected a library at " + path + ", found another kind of file", path);
            if (process != null && machine != process)
                throw new PlatformNotSupportedException("expected a library for this " + process + " process at " + path + ", found one for " + machine);
            this.path = path;
            library = OnWindows ? OpenOnWindows(path) : OpenOnUnix(path);
            uint found = Bind<AbiVersionFunction>("abi_version")();
            if (found != abiVersion)
                throw new NotSupportedException("expected interface version " + abiVersion + ", found " + found + " in " + path);
            free = Bind<FreeFunction>("buffer_free");
            VersionFunction version = Bind<VersionFunction>("version");
            Version = Call(delegate(ref Block block) { return version(ref block); }).Json;
        }

        /// <summary>How many imports have asked for the library of their package.</summary>
        public static int Opened;

        /// <summary>
        /// The library of a package that is whole and of this version, and its path; else nothing, or an exception. One call,
        /// because each statement of script that does a part of it costs every import.
        /// </summary>
        public static Hashtable Open(string folder, string version, uint abiVersion)
        {
            Opened++;
            if (version != ModuleVersion || !Names(version, Path.Combine(folder, "ClusterRoute.Shared.ps1"))) return null;
            string file = Path.Combine(folder, OnWindows ? "bin\\win-x64\\clusterroute.dll" : "bin/linux-x64/libclusterroute.so");
            Native found = new Native(file, abiVersion);
            if (found.Version != version) return null;
            Hashtable connection = new Hashtable();
            connection.Add("Library", found);
            connection.Add("Path", file);
            connection.Add("Problem", null);
            return connection;
        }

        // Whether a script names its version near its start.
        private static bool Names(string version, string path)
        {
            byte[] head = Head(path);
            return head != null && Encoding.ASCII.GetString(head).Contains("$script:SharedVersion = '" + version + "'");
        }

        // The first bytes of a file, zeroes where it is shorter; null where there is none.
        private static byte[] Head(string path)
        {
            if (!File.Exists(path)) return null;
            byte[] head = new byte[4096];
            using (FileStream file = File.OpenRead(path)) file.Read(head, 0, head.Length);
            return head;
        }

        /// <summary>Asks one question; a failure inside the library arrives as a status, never as an exception.</summary>
        public Answer Ask(string question, string request)
        {
            QuestionFunction function = Question(question);
            byte[] bytes = Encoding.UTF8.GetBytes(request);
            return Call(delegate(ref Block block) { return function(bytes, new UIntPtr((uint)bytes.Length), ref block); });
        }

        // A function is looked up when it is first asked; the interface version has said that it is there.
        private QuestionFunction Question(string name)
        {
            lock (questions)
            {
                QuestionFunction function;
                if (questions.TryGetValue(name, out function)) return function;
                if (name == "version" || name == "abi_version" || name == "buffer_free") throw new ArgumentException("no question: " + name);
                function = Bind<QuestionFunction>(name);
                questions.Add(name, function);
                return function;
            }
        }

        private delegate int Fill(ref Block block);
        private Answer Call(Fill fill)
        {
            Block block = new Block { Data = IntPtr.Zero, Length = UIntPtr.Zero };
            int status = fill(ref block);
            try
            {
                byte[] bytes = new byte[checked((int)block.Length.ToUInt64())];
                if (bytes.Length > 0) Marshal.Copy(block.Data, bytes, 0, bytes.Length);
                return new Answer(status, Encoding.UTF8.GetString(bytes));
            }
            finally { free(ref block); }
        }

        // The machine that a PE or ELF file is for; null when it is neither.
        private static string Machine(string path)
        {
            byte[] head = Head(path);
            if (head == null) return null;
            int pe = BitConverter.ToInt32(head, 60), machine = -1;
            if (BitConverter.ToUInt32(head, 0) == 0x464c457f) machine = BitConverter.ToUInt16(head, 18);
            else if (0 < pe && pe < 4000 && BitConverter.ToUInt32(head, pe) == 0x4550) machine = BitConverter.ToUInt16(head, pe + 4);
            switch (machine)
            {
                case -1: return null;
                case 62: case 0x8664: return "x64";
                case 3: case 0x14c: return "x86";
                case 183: case 0xaa64: return "ARM64";
                default: return "machine " + machine;
            }
        }

        // The library's folder and System32 only: never the current folder or PATH.
        private static IntPtr OpenOnWindows(string path)
        {
            IntPtr handle = LoadLibraryExW(path, IntPtr.Zero, 0x100 | 0x800);
            int error = Marshal.GetLastWin32Error();
            if (handle == IntPtr.Zero) throw Refusal("cannot load " + path + ": Windows error " + error, error);
            return handle;
        }

        // No valid image; access denied, a virus scanner, a bad signature, Software Restriction, App Control.
        private static Exception Refusal(string message, int error)
        {
            if (error == 193) return new BadImageFormatException(message);
            bool blocked = error == 5 || error == 225 || error == 577 || error == 1260 || error == 4551;
            return blocked ? (Exception)new UnauthorizedAccessException(message) : new DllNotFoundException(message);
        }

        private static IntPtr OpenOnUnix(string path)
        {
            // The CLR looks functions up when they are first called, which would overwrite the reason.
            dlerror();
            IntPtr handle = dlopen(Encoding.UTF8.GetBytes(path + "\0"), 2);
            if (handle != IntPtr.Zero) return handle;
            string why = "cannot load " + path + ": " + (Marshal.PtrToStringAnsi(dlerror()) ?? "no reason given");
            if (why.Contains("ELF") || why.Contains("too short")) throw new BadImageFormatException(why, path);
            throw new DllNotFoundException(why);
        }

        private T Bind<T>(string name)
        {
            name = "clusterroute_" + name;
            IntPtr address = OnWindows ? GetProcAddress(library, name) : dlsym(library, Encoding.ASCII.GetBytes(name + "\0"));
            if (address == IntPtr.Zero) throw new EntryPointNotFoundException("expected the function " + name + " in " + path + ", found none");
            return (T)(object)Marshal.GetDelegateForFunctionPointer(address, typeof(T));
        }
    }
}
