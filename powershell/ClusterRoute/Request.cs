// From piped objects to the JSON of a request. The library decides what an object is, of which cluster, and which of its
// properties matter; here they are read by their names. Methods of piped objects are never called, so that live,
// deserialised, CIM and plain objects are all the same.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace ClusterRoute.Interop
{
    /// <summary>One request in the making: objects are written as they come, and none is kept.</summary>
    public sealed class Request
    {
        /// <summary>Objects inside one another: a volume's owner has a cluster.</summary>
        private const int Deepest = 3;
        /// <summary>Lists inside one another.</summary>
        private const int DeepestList = 8;
        /// <summary>Items of one list; no object of a cluster comes near.</summary>
        private const int MostItems = 65536;
        /// <summary>Characters of a request.</summary>
        private const int MostText = 256 << 20;

        private readonly PSCmdlet cmdlet;
        private readonly Sections sections;
        private readonly StringBuilder objects = new StringBuilder();
        private readonly List<string> captures = new List<string>();
        private readonly List<string> paths = new List<string>();
        private readonly Dictionary<string, int> unread = new Dictionary<string, int>();
        private int count;

        public Request(Sections sections, PSCmdlet cmdlet) { this.sections = sections; this.cmdlet = cmdlet; }

        /// <summary>How many objects, captures and paths there are, in words.</summary>
        public string Summary { get { return count + " objects, " + captures.Count + " captures and " + paths.Count + " paths"; } }

        /// <summary>How much was refused, here or by the library, each with an error.</summary>
        public int Refused { get; set; }

        /// <summary>Whether nothing was added.</summary>
        public bool IsEmpty { get { return count + captures.Count + paths.Count == 0; } }

        /// <summary>A file or folder that the library reads.</summary>
        public void AddPath(string path) { paths.Add(path); }

        /// <summary>An object, or a list of them. What is none of a cluster's is an error, and the rest counts.</summary>
        public void Add(object item)
        {
            object plain = Plain(item);
            if (plain == null) return;
            if (plain is IList && !(plain is IDictionary))
            {
                foreach (object one in (IList)plain) Add(one);
                return;
            }
            // A file of Get-ChildItem is meant to be read.
            if (plain is System.IO.FileSystemInfo) { AddPath(((System.IO.FileSystemInfo)plain).FullName); return; }
            PSObject facts = PSObject.AsPSObject(item);
            if (plain is string || plain is ValueType) { Refuse("a " + facts.TypeNames[0], item); return; }
            if (IsCapture(facts)) { AddCapture(facts, item); return; }
            if (count++ > 0) objects.Append(',');
            objects.Append("{\"type\":[");
            for (int place = 0; place < facts.TypeNames.Count; place++)
            {
                if (place > 0) objects.Append(',');
                Json.Write(objects, facts.TypeNames[place]);
            }
            objects.Append("],\"properties\":");
            Property[] known = sections.Of(facts.TypeNames);
            string computer = Computer(facts);
            if (known != null) WriteObject(facts, known, 0, computer);
            else WriteUnknown(facts, computer);
            objects.Append('}');
            if (objects.Length > MostText) TooLarge();
        }

        /// <summary>The JSON of the request with these options, and with what its input is compared with.</summary>
        public string Write(IDictionary options, Request before)
        {
            StringBuilder json = new StringBuilder(objects.Length + 256);
            json.Append("{\"schema\":2");
            if (before != null) before.WriteInput(json, "before");
            WriteInput(json, "input");
            if (options != null) { json.Append(",\"options\":"); WriteAny(json, options, 0); }
            return json.Append('}').ToString();
        }

        private void WriteInput(StringBuilder json, string key)
        {
            foreach (KeyValuePair<string, int> one in unread)
            {
                if (one.Value > 1) cmdlet.WriteWarning("the property " + one.Key + " cannot be read of " + (one.Value - 1) + " more objects and counts as unknown there");
            }
            json.Append(",\"").Append(key).Append("\":{");
            string comma = "";
            if (paths.Count > 0) { json.Append("\"paths\":"); WriteAny(json, paths, 0); comma = ","; }
            if (captures.Count > 0) { json.Append(comma).Append("\"captures\":[").Append(string.Join(",", captures.ToArray())).Append(']'); comma = ","; }
            if (count > 0) json.Append(comma).Append("\"objects\":[").Append(objects.ToString()).Append(']');
            json.Append('}');
        }

        /// <summary>A request without input.</summary>
        public static string WriteOptions(IDictionary options)
        {
            StringBuilder json = new StringBuilder("{\"schema\":2,\"options\":");
            WriteAny(json, options, 0);
            return json.Append('}').ToString();
        }

        // An instance that CIM gives of the own computer names it in its system properties alone.
        private string Computer(PSObject facts)
        {
            PSPropertyInfo asked = facts.Properties["PSComputerName"], system = facts.Properties["CimSystemProperties"];
            object given, properties, name;
            if (system == null || (asked != null && Read(facts, asked, out given) && given != null && Text(given).Length > 0)) return null;
            if (!Read(facts, system, out properties) || properties == null) return null;
            PSPropertyInfo server = PSObject.AsPSObject(properties).Properties["ServerName"];
            return server != null && Read(facts, server, out name) && name != null ? Text(name) : null;
        }

        // The first of two values of one name counts, so that the computer comes first.
        private void Begin(string computer)
        {
            if (computer == null) return;
            objects.Append("\"PSComputerName\":");
            Json.Write(objects, computer);
        }

        private static bool IsCapture(PSObject facts)
        {
            string type = facts.TypeNames[0];
            while (type.StartsWith("Deserialized.", StringComparison.OrdinalIgnoreCase)) type = type.Substring(13);
            return type.Equals("ClusterRoute.Capture", StringComparison.OrdinalIgnoreCase);
        }

        // Its JSON text goes back as it came. One of version 0.1, or one that was changed, holds objects instead.
        private void AddCapture(PSObject facts, object item)
        {
            PSPropertyInfo property = facts.Properties["Json"] ?? facts.Properties["Capture"];
            object content = property == null ? null : property.Value;
            string json = Plain(content) as string;
            if (json == null && content != null)
            {
                StringBuilder written = new StringBuilder();
                WriteAny(written, content, 0);
                json = written.ToString();
            }
            if (json == null || !Json.IsObject(json)) Refuse("a ClusterRoute.Capture without the JSON of one", item);
            else captures.Add(json);
        }

        /// <summary>Writes the error of what is left out.</summary>
        public void Refuse(ErrorRecord error)
        {
            Refused++;
            cmdlet.WriteError(error);
        }

        private void Refuse(string found, object item)
        {
            string message = "expected an object of a failover cluster, found " + found + "; it is left out";
            Refuse(Record("UnknownObject", ErrorCategory.InvalidType, message, "Pipe the output of Get-Cluster* commands or of Import-ClusterRouteCapture.", item));
        }

        private void TooLarge()
        {
            string message = "expected objects of at most " + (MostText >> 20) + " million characters as JSON, found more";
            cmdlet.ThrowTerminatingError(Record("TooLarge", ErrorCategory.LimitsExceeded, message, "Ask about fewer clusters at once.", null));
        }

        private static ErrorRecord Record(string id, ErrorCategory category, string message, string action, object target)
        {
            ErrorRecord record = new ErrorRecord(new InvalidOperationException(message), "ClusterRoute." + id, category, target);
            record.ErrorDetails = new ErrorDetails(message);
            record.ErrorDetails.RecommendedAction = action;
            return record;
        }

        private void WriteObject(object source, IEnumerable<Property> properties, int depth, string computer)
        {
            objects.Append('{');
            int start = objects.Length;
            Begin(computer);
            PSObject facts = PSObject.AsPSObject(source);
            foreach (Property property in properties)
            {
                object value;
                if (Find(facts, property.Name, out value)) WriteProperty(property, value, start, depth);
            }
            objects.Append('}');
        }

        // Of an object that can be anything: what it has of all that is known.
        private void WriteUnknown(PSObject source, string computer)
        {
            IDictionary entries = Plain(source) as IDictionary;
            objects.Append('{');
            int start = objects.Length;
            Begin(computer);
            Property property;
            object value;
            if (entries != null)
            {
                foreach (DictionaryEntry entry in entries)
                {
                    if (sections.Every.TryGetValue(Text(entry.Key), out property)) WriteProperty(property, entry.Value, start, 0);
                }
            }
            else
            {
                foreach (PSPropertyInfo member in source.Properties)
                {
                    if (sections.Every.TryGetValue(member.Name, out property) && Read(source, member, out value)) WriteProperty(property, value, start, 0);
                }
            }
            objects.Append('}');
        }

        private void WriteProperty(Property property, object value, int start, int depth)
        {
            int before = objects.Length;
            if (before > start) objects.Append(',');
            Json.Write(objects, property.Name);
            objects.Append(':');
            try
            {
                if (WriteValue(value, property, depth, 0)) return;
                objects.Length = before;
                cmdlet.WriteWarning("the property " + property.Name + " of a piped object holds lists without end and counts as unknown");
            }
            catch (PipelineStoppedException) { throw; }
            catch (Exception failure)
            {
                // A list that fails while it is walked, or a text that cannot be made.
                objects.Length = before;
                Unread(property.Name + " of a piped object", failure);
            }
        }

        // The property, or of a dictionary the entry, of that name; false where there is none, or where it cannot be read.
        private bool Find(PSObject facts, string name, out object value)
        {
            IDictionary entries = facts.BaseObject as IDictionary;
            if (entries != null) return Entry(entries, name, out value);
            PSPropertyInfo member = facts.Properties[name];
            value = null;
            return member != null && Read(facts, member, out value);
        }

        private static bool Entry(IDictionary entries, string name, out object value)
        {
            foreach (DictionaryEntry entry in entries)
            {
                value = entry.Value;
                if (string.Equals(Text(entry.Key), name, StringComparison.OrdinalIgnoreCase)) return true;
            }
            value = null;
            return false;
        }

        // A getter that fails is told once for each property of a type; how many more there are is told at the end.
        private bool Read(PSObject facts, PSPropertyInfo member, out object value)
        {
            try { value = member.Value; return true; }
            catch (PipelineStoppedException) { throw; }
            catch (RuntimeException failure)
            {
                value = null;
                Unread(member.Name + " of a " + facts.TypeNames[0], failure);
                return false;
            }
        }

        private void Unread(string name, Exception failure)
        {
            int before;
            unread.TryGetValue(name, out before);
            unread[name] = before + 1;
            if (before == 0) cmdlet.WriteWarning("the property " + name + " cannot be read and counts as unknown: " + failure.GetBaseException().Message);
        }

        // Words stay words and whole numbers numbers: what they mean is the library's business. False where lists have no end.
        private bool WriteValue(object value, Property property, int depth, int lists)
        {
            object plain = Plain(value);
            if (plain == null) objects.Append("null");
            else if (plain is bool) objects.Append((bool)plain ? "true" : "false");
            else if (plain is string) Json.Write(objects, (string)plain);
            else if (plain is ValueType)
            {
                // An enum that was serialised is a number that prints as its word, so the text decides.
                string text = Text(value);
                if (IsWhole(text)) objects.Append(text);
                else Json.Write(objects, text);
            }
            else if (plain is IEnumerable && !(plain is IDictionary))
            {
                if (lists == DeepestList) return false;
                objects.Append('[');
                int items = 0;
                foreach (object item in (IEnumerable)plain)
                {
                    if (items++ > 0) objects.Append(',');
                    if (items > MostItems || !WriteValue(item, property, depth, lists + 1)) return false;
                }
                objects.Append(']');
            }
            else if (property.Of != null && depth < Deepest) WriteObject(value, sections.Inside(property), depth + 1, null);
            else return WriteInner(value, property, depth, lists);
            return true;
        }

        // What an object stands for: the number of an enum, the value of a parameter, the name of what is referred to.
        private bool WriteInner(object value, Property property, int depth, int lists)
        {
            PSObject facts = PSObject.AsPSObject(value);
            foreach (string name in new[] { "value__", "Value", "Name" })
            {
                object inner;
                if (Find(facts, name, out inner)) return lists < DeepestList && WriteValue(inner, property, Deepest, lists + 1);
            }
            Json.Write(objects, Text(value));
            return true;
        }

        /// <summary>Writes a value of ours as it is: options, and captures that hold objects.</summary>
        private static void WriteAny(StringBuilder json, object value, int depth)
        {
            object plain = Plain(value);
            string comma = "";
            if (plain == null || depth > 64) json.Append("null");
            else if (plain is JsonText) json.Append(((JsonText)plain).Text);
            else if (plain is bool) json.Append((bool)plain ? "true" : "false");
            else if (plain is string) Json.Write(json, (string)plain);
            else if (plain is int || plain is long || plain is uint || plain is ulong || plain is double || plain is decimal) json.Append(Convert.ToString(plain, CultureInfo.InvariantCulture));
            else if (plain is ValueType) Json.Write(json, Text(value));
            else if (plain is IDictionary)
            {
                json.Append('{');
                foreach (DictionaryEntry entry in (IDictionary)plain) { json.Append(comma); comma = ","; Json.Write(json, Text(entry.Key)); json.Append(':'); WriteAny(json, entry.Value, depth + 1); }
                json.Append('}');
            }
            else if (plain is IEnumerable)
            {
                json.Append('[');
                foreach (object item in (IEnumerable)plain) { json.Append(comma); comma = ","; WriteAny(json, item, depth + 1); }
                json.Append(']');
            }
            else
            {
                json.Append('{');
                foreach (PSPropertyInfo property in PSObject.AsPSObject(value).Properties) { json.Append(comma); comma = ","; Json.Write(json, property.Name); json.Append(':'); WriteAny(json, property.Value, depth + 1); }
                json.Append('}');
            }
        }

        private static object Plain(object value)
        {
            PSObject wrapped = value as PSObject;
            return wrapped == null ? value : wrapped.BaseObject;
        }

        private static string Text(object value)
        {
            return (string)LanguagePrimitives.ConvertTo(value, typeof(string), CultureInfo.InvariantCulture);
        }

        private static bool IsWhole(string text)
        {
            int digits = text.StartsWith("-", StringComparison.Ordinal) ? 1 : 0;
            if (text.Length == digits || text.Length > digits + 18) return false;
            for (int place = digits; place < text.Length; place++) if (text[place] < '0' || text[place] > '9') return false;
            // JSON knows no leading zeros.
            return text[digits] != '0' || text.Length == digits + 1;
        }
    }
}
