using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Power;
using EdgeAgent.Storage;

namespace EdgeAgent.Execution;

/// <summary>The live limits as a JSON file for the worker. The file is replaced atomically.</summary>
internal static class LimitsFile
{
    /// <summary>Path of the file in a task's folder.</summary>
    public static string In(string workDirectory) => Path.Combine(workDirectory, "limits.json");

    /// <summary>The JSON object in one line, for the file and for the line <c>limits</c> of the control pipe.</summary>
    public static string Json(LiveLimits limits)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteNumber("batch", limits.Batch);
            writer.WriteString("quality", limits.Quality);
            writer.WriteBoolean("parallel", limits.Parallel);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    public static void Write(string path, LiveLimits limits) => DurableFile.Write(path, Encoding.UTF8.GetBytes(Json(limits) + "\n"), mustLast: false);
}
