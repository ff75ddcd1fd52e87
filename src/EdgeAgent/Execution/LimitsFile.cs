using System.Text;
using System.Text.Json;
using EdgeAgent.Core.Power;
using EdgeAgent.Storage;

namespace EdgeAgent.Execution;

/// <summary>The live limits as a worker reads them: a JSON object, replaced as a whole so that a reader never sees half of it.</summary>
internal static class LimitsFile
{
    /// <summary>Where it lies in a task's folder.</summary>
    public static string In(string workDirectory) => Path.Combine(workDirectory, "limits.json");

    /// <summary>One line: the file's content and what follows <c>limits </c> on the control pipe.</summary>
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
