// Which properties are read of which objects, as the library lists them: the module has no table of its own.
using System;
using System.Collections.Generic;

namespace ClusterRoute.Interop
{
    /// <summary>A property by one of its names.</summary>
    internal sealed class Property
    {
        internal string Name;
        /// <summary>What it holds: text, number, list, reference, nested, ...</summary>
        internal string Kind;
        /// <summary>The section of what it refers to or holds, or nothing.</summary>
        internal string Of;
    }

    /// <summary>The table of sections that the library answers to the question schema.</summary>
    public sealed class Sections
    {
        /// <summary>Every property by its name, for objects that can be anything.</summary>
        internal readonly Dictionary<string, Property> Every = new Dictionary<string, Property>(StringComparer.OrdinalIgnoreCase);

        private readonly Dictionary<string, Property[]> byType = new Dictionary<string, Property[]>(StringComparer.OrdinalIgnoreCase);
        private readonly Dictionary<string, Property[]> bySection = new Dictionary<string, Property[]>();
        private readonly Dictionary<string, Property[]> referred = new Dictionary<string, Property[]>();

        /// <summary>Reads the answer, {"answers":[{"sections":[...]}]}.</summary>
        public Sections(string json)
        {
            Json reader = new Json(json, 0);
            for (bool more = reader.Enter('{', '}'); more; more = reader.More('}'))
            {
                if (reader.Key() != "answers") { reader.Skip(); continue; }
                for (bool next = reader.Enter('[', ']'); next; next = reader.More(']'))
                    for (bool key = reader.Enter('{', '}'); key; key = reader.More('}'))
                    {
                        if (reader.Key() != "sections") { reader.Skip(); continue; }
                        for (bool section = reader.Enter('[', ']'); section; section = reader.More(']')) AddSection(reader);
                    }
            }
        }

        /// <summary>What is read of an object with these type names; nothing when it can be anything.</summary>
        internal Property[] Of(IEnumerable<string> types)
        {
            foreach (string type in types)
            {
                Property[] properties;
                if (byType.TryGetValue(Bare(type), out properties)) return properties;
            }
            return null;
        }

        /// <summary>What is read of an object that a property holds; of one that it refers to no lists, which would cost
        /// much and say nothing about the object.</summary>
        internal Property[] Inside(Property property)
        {
            return (property.Kind == "nested" ? bySection : referred)[property.Of];
        }

        // Deserialised and selected objects are of the type they were; CIM classes are known by their last name.
        private static string Bare(string type)
        {
            while (true)
            {
                if (type.StartsWith("Deserialized.", StringComparison.OrdinalIgnoreCase)) type = type.Substring(13);
                else if (type.StartsWith("Selected.", StringComparison.OrdinalIgnoreCase)) type = type.Substring(9);
                else break;
            }
            int hash = type.LastIndexOf('#');
            return hash < 0 ? type : type.Substring(Math.Max(hash, type.LastIndexOfAny(new[] { '/', '\\' })) + 1);
        }

        private void AddSection(Json reader)
        {
            string name = null;
            List<string> types = new List<string>();
            List<Property> properties = new List<Property>();
            for (bool more = reader.Enter('{', '}'); more; more = reader.More('}'))
            {
                switch (reader.Key())
                {
                    case "name": name = reader.Text(); break;
                    case "types": AddTexts(reader, types); break;
                    case "properties":
                        for (bool next = reader.Enter('[', ']'); next; next = reader.More(']')) AddProperty(reader, properties);
                        break;
                    default: reader.Skip(); break;
                }
            }
            bySection[name] = properties.ToArray();
            referred[name] = properties.FindAll(delegate(Property one) { return one.Kind != "list" && one.Kind != "nested"; }).ToArray();
            foreach (string type in types) byType[type] = bySection[name];
            foreach (Property property in properties)
            {
                Property there;
                if (!Every.TryGetValue(property.Name, out there) || property.Of != null) Every[property.Name] = property;
            }
        }

        private static void AddProperty(Json reader, List<Property> properties)
        {
            List<string> names = new List<string>();
            string kind = null, of = null;
            for (bool more = reader.Enter('{', '}'); more; more = reader.More('}'))
            {
                switch (reader.Key())
                {
                    case "name": names.Insert(0, reader.Text()); break;
                    case "also": AddTexts(reader, names); break;
                    case "kind": kind = reader.Text(); break;
                    case "of":
                        if (reader.Next() == '"') of = reader.Text();
                        else reader.Skip();
                        break;
                    default: reader.Skip(); break;
                }
            }
            foreach (string name in names) properties.Add(new Property { Name = name, Kind = kind, Of = of });
        }

        private static void AddTexts(Json reader, List<string> texts)
        {
            for (bool more = reader.Enter('[', ']'); more; more = reader.More(']')) texts.Add(reader.Text());
        }
    }
}
