// From the JSON of an answer to objects with the names that PowerShell uses.
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Text;

namespace ClusterRoute.Interop
{
    /// <summary>What the library said to one request: an answer for each cluster, and what could not be answered.</summary>
    public sealed class Frame
    {
        /// <summary>In the order of the input.</summary>
        public readonly ClusterAnswer[] Answers;
        /// <summary>Each with Code, Message and Path.</summary>
        public readonly PSObject[] Errors;

        /// <summary>Reads the JSON; of each answer the list of this name stays unread until its items are asked for.</summary>
        public Frame(string json, string list)
        {
            List<ClusterAnswer> answers = new List<ClusterAnswer>();
            List<PSObject> errors = new List<PSObject>();
            Json reader = new Json(json, 0);
            for (bool more = reader.Enter('{', '}'); more; more = reader.More('}'))
            {
                string key = reader.Key();
                if (key == "answers") for (bool next = reader.Enter('[', ']'); next; next = reader.More(']')) answers.Add(new ClusterAnswer(json, reader, list));
                else if (key == "errors") for (bool next = reader.Enter('[', ']'); next; next = reader.More(']')) errors.Add(Facts.Object(reader, null, null));
                else reader.Skip();
            }
            Answers = answers.ToArray();
            Errors = errors.ToArray();
        }
    }

    /// <summary>The answer for one cluster.</summary>
    public sealed class ClusterAnswer
    {
        /// <summary>Everything but the list that stays unread. A capture is kept as JSON text: it goes back as it is.</summary>
        public readonly PSObject Facts = new PSObject();
        private readonly string json;
        private readonly int list = -1;

        internal ClusterAnswer(string json, Json reader, string list)
        {
            this.json = json;
            for (bool more = reader.Enter('{', '}'); more; more = reader.More('}'))
            {
                string key = reader.Key();
                int start = reader.Place;
                if (key == list) { this.list = start; reader.Skip(); continue; }
                object value;
                if (key == "capture") { reader.Skip(); value = json.Substring(start, reader.Place - start); }
                else if (key == "plan" && reader.Next() == '{')
                {
                    // Its hash is that of the text.
                    value = Interop.Facts.Value(reader, key);
                    Facts.Properties.Add(new PSNoteProperty("PlanJson", json.Substring(start, reader.Place - start)), true);
                }
                else value = Interop.Facts.Value(reader, key);
                Facts.Properties.Add(new PSNoteProperty(Interop.Facts.Name(key), value), true);
            }
        }

        /// <summary>The items of the list, each made when it is taken: an object of this type that begins with these facts.</summary>
        public IEnumerable<PSObject> Items(string type, IDictionary first)
        {
            if (list < 0) yield break;
            Json reader = new Json(json, list);
            for (bool more = reader.Enter('[', ']'); more; more = reader.More(']')) yield return Interop.Facts.Object(reader, type, first);
        }
    }

    /// <summary>What stands in the JSON of a capture, without making objects of it.</summary>
    public static class CaptureText
    {
        /// <summary>The texts that a property has in the objects of a section, each once and in their order.</summary>
        public static string[] Texts(string capture, string section, string property)
        {
            List<string> texts = new List<string>();
            Dictionary<string, bool> seen = new Dictionary<string, bool>(System.StringComparer.OrdinalIgnoreCase);
            Json reader = new Json(capture, 0);
            for (bool more = reader.Enter('{', '}'); more; more = reader.More('}'))
            {
                if (reader.Key() != section || reader.Next() != '[') { reader.Skip(); continue; }
                for (bool next = reader.Enter('[', ']'); next; next = reader.More(']'))
                {
                    if (reader.Next() != '{') { reader.Skip(); continue; }
                    for (bool key = reader.Enter('{', '}'); key; key = reader.More('}'))
                    {
                        bool wanted = string.Equals(reader.Key(), property, System.StringComparison.OrdinalIgnoreCase);
                        string text = wanted && reader.Next() == '"' ? reader.Text() : null;
                        if (text == null) reader.Skip();
                        else if (!seen.ContainsKey(text)) { seen.Add(text, true); texts.Add(text); }
                    }
                }
            }
            return texts.ToArray();
        }
    }

    /// <summary>A list of an answer. As text, which tables, grids and CSV show, it is its elements.</summary>
    public sealed class FactList : ReadOnlyCollection<object>
    {
        public FactList(IList<object> items) : base(items) { }

        public override string ToString()
        {
            StringBuilder text = new StringBuilder();
            foreach (object item in this)
            {
                if (text.Length > 0) text.Append(", ");
                PSObject facts = item as PSObject;
                object shown = item;
                if (facts != null)
                {
                    PSPropertyInfo property = facts.Properties["Shown"] ?? facts.Properties["Name"] ?? facts.Properties["Message"] ?? facts.Properties["Id"];
                    if (property != null) shown = property.Value;
                }
                text.Append(shown);
            }
            return text.ToString();
        }
    }

    /// <summary>Facts of an answer as values and objects.</summary>
    internal static class Facts
    {
        // Fields that hold one word of a fixed set: they are written as PowerShell writes an enum.
        private static readonly string[] Words =
        {
            "capability", "carries", "certainty", "decided_by", "judgement", "kind", "mechanism", "mode", "need",
            "operation", "redirects", "role", "severity", "severity_before", "shared_with", "state", "traffic", "verdict",
            "why", "with", "worst"
        };

        // Names of fields and words are few and come again and again.
        private static readonly Dictionary<string, string> Names = new Dictionary<string, string>();

        internal static object Value(Json reader, string key)
        {
            switch (reader.Next())
            {
                case '"':
                    string text = reader.Text();
                    bool word = System.Array.BinarySearch(Words, key, System.StringComparer.Ordinal) >= 0 && text.IndexOf('.') < 0;
                    return word ? Name(text) : text;
                case '{': return Object(reader, null, null);
                case '[':
                    List<object> items = new List<object>();
                    for (bool more = reader.Enter('[', ']'); more; more = reader.More(']')) items.Add(Value(reader, key));
                    return new FactList(items);
                default: return reader.Plain();
            }
        }

        internal static PSObject Object(Json reader, string type, IDictionary first)
        {
            PSObject facts = new PSObject();
            // PowerShell passes its nothing as an empty text.
            if (!string.IsNullOrEmpty(type)) facts.TypeNames.Insert(0, type);
            if (first != null) foreach (DictionaryEntry entry in first) facts.Properties.Add(new PSNoteProperty((string)entry.Key, entry.Value), true);
            for (bool more = reader.Enter('{', '}'); more; more = reader.More('}'))
            {
                string key = reader.Key();
                object value = Value(reader, key);
                string name = Name(key);
                if (first != null && first.Contains(name)) facts.Properties[name].Value = value;
                else facts.Properties.Add(new PSNoteProperty(name, value), true);
            }
            return facts;
        }

        /// <summary>A name or a word as PowerShell writes it: migration_order is MigrationOrder.</summary>
        internal static string Name(string snake)
        {
            lock (Names)
            {
                string name;
                if (Names.TryGetValue(snake, out name)) return name;
                StringBuilder built = new StringBuilder(snake.Length);
                bool upper = true;
                foreach (char c in snake)
                {
                    if (c != '_') built.Append(upper ? char.ToUpperInvariant(c) : c);
                    upper = c == '_';
                }
                name = built.ToString();
                if (Names.Count < 4096) Names.Add(snake, name);
                return name;
            }
        }
    }
}
