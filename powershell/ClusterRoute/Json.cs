// Reads JSON text in one pass, from front to back: what the library answers, and captures that objects carry.
using System;
using System.Globalization;
using System.Text;

namespace ClusterRoute.Interop
{
    /// <summary>A JSON object that gets into a request as it is written.</summary>
    public sealed class JsonText
    {
        /// <summary>The object, and nothing beside it.</summary>
        public readonly string Text;

        public JsonText(string text)
        {
            if (text == null || !Json.IsObject(text)) throw new System.ArgumentException("expected a JSON object, found something else");
            Text = text;
        }
    }

    /// <summary>A place in a JSON text, and what stands there.</summary>
    internal sealed class Json
    {
        /// <summary>Values inside one another; the library answers with a handful.</summary>
        private const int Deepest = 128;

        private readonly string text;
        private int at;

        internal Json(string text, int at) { this.text = text; this.at = at; }

        /// <summary>How far it has read.</summary>
        internal int Place { get { return at; } }

        /// <summary>Whether a text is one JSON object and nothing else.</summary>
        internal static bool IsObject(string text)
        {
            Json json = new Json(text, 0);
            try
            {
                if (json.Next() != '{') return false;
                json.Skip();
                return json.Next() == '\0';
            }
            catch (FormatException) { return false; }
        }

        /// <summary>The next character that is no white space, which stays unread; 0 at the end.</summary>
        internal char Next()
        {
            while (at < text.Length && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) at++;
            return at < text.Length ? text[at] : '\0';
        }

        /// <summary>Reads the beginning of a list or object; false when it is empty, and then its end is read as well.</summary>
        internal bool Enter(char open, char close)
        {
            Expect(open);
            if (Next() != close) return true;
            at++;
            return false;
        }

        /// <summary>Reads what follows an element; false when it was the last.</summary>
        internal bool More(char close)
        {
            char next = Next();
            if (next != ',' && next != close) throw Wrong();
            at++;
            return next == ',';
        }

        /// <summary>Reads a key and its colon.</summary>
        internal string Key()
        {
            if (Next() != '"') throw Wrong();
            string key = Text();
            Expect(':');
            Next();
            return key;
        }

        /// <summary>Reads a text.</summary>
        internal string Text()
        {
            int start = ++at;
            while (at < text.Length && text[at] != '"' && text[at] != '\\') at++;
            if (at < text.Length && text[at] == '"') return text.Substring(start, at++ - start);
            StringBuilder built = new StringBuilder(text, start, at - start, at - start + 16);
            while (at < text.Length && text[at] != '"')
            {
                char c = text[at++];
                built.Append(c == '\\' ? Escaped() : c);
            }
            if (at >= text.Length) throw Wrong();
            at++;
            return built.ToString();
        }

        private char Escaped()
        {
            char c = at < text.Length ? text[at++] : '\0';
            switch (c)
            {
                case '"': case '\\': case '/': return c;
                case 'b': return '\b';
                case 'f': return '\f';
                case 'n': return '\n';
                case 'r': return '\r';
                case 't': return '\t';
                case 'u':
                    ushort code;
                    if (at + 4 <= text.Length && ushort.TryParse(text.Substring(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out code))
                    {
                        at += 4;
                        return (char)code;
                    }
                    throw Wrong();
                default: throw Wrong();
            }
        }

        /// <summary>Reads a number, true, false or null: a long, a double, a bool or nothing.</summary>
        internal object Plain()
        {
            int start = at;
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '-' || text[at] == '+' || text[at] == '.')) at++;
            string word = text.Substring(start, at - start);
            switch (word)
            {
                case "true": return true;
                case "false": return false;
                case "null": return null;
            }
            long whole;
            double number;
            if (long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out whole)) return whole;
            const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
            if (double.TryParse(word, Styles, CultureInfo.InvariantCulture, out number)) return number;
            at = start;
            throw Wrong();
        }

        /// <summary>Reads over a value.</summary>
        internal void Skip() { Skip(0); }

        private void Skip(int depth)
        {
            if (depth > Deepest) throw Wrong();
            switch (Next())
            {
                case '{':
                    for (bool more = Enter('{', '}'); more; more = More('}')) { Key(); Skip(depth + 1); }
                    break;
                case '[':
                    for (bool more = Enter('[', ']'); more; more = More(']')) Skip(depth + 1);
                    break;
                case '"': Text(); break;
                default: Plain(); break;
            }
        }

        /// <summary>Writes a text as JSON.</summary>
        internal static void Write(StringBuilder json, string value)
        {
            json.Append('"');
            int written = 0;
            for (int place = 0; place < value.Length; place++)
            {
                char c = value[place];
                if (c >= ' ' && c != '"' && c != '\\') continue;
                json.Append(value, written, place - written);
                if (c < ' ') json.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                else json.Append('\\').Append(c);
                written = place + 1;
            }
            json.Append(value, written, value.Length - written).Append('"');
        }

        private void Expect(char wanted)
        {
            if (Next() != wanted) throw Wrong();
            at++;
        }

        private FormatException Wrong()
        {
            string found = at < text.Length ? "'" + text[at] + "'" : "its end";
            return new FormatException("expected well-formed JSON, found " + found + " at character " + at);
        }
    }
}
