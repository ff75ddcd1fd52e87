using System.Text;
using System.Text.Json;

namespace EdgeAgent.Workers;

/// <summary>Writes the result of a built-in kind: a flat JSON object.</summary>
internal static class ResultJson
{
    public static string Of(params ReadOnlySpan<(string Name, object? Value)> fields)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            foreach ((string name, object? value) in fields)
            {
                if (value is long number) writer.WriteNumber(name, number);
                else if (value is bool flag) writer.WriteBoolean(name, flag);
                else if (value is null) writer.WriteNull(name);
                else writer.WriteString(name, value.ToString());
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
