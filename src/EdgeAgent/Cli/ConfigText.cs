namespace EdgeAgent.Cli;

/// <summary>Prints a <see cref="ConfigReport"/> for people.</summary>
internal static class ConfigText
{
    public static void Write(ConfigReport report, TextWriter output)
    {
        foreach (var key in report.Explained) Explain(key, output);
        foreach (string trouble in report.Unreadable) output.WriteLine(trouble);
        foreach (var fault in report.Faults) output.WriteLine($"{fault.Key}: {Quoted(fault.Value)}: allowed {fault.Allowed}{Where(fault.SetBy)}");
        foreach (var key in report.Unknown) output.WriteLine($"{key.Key}: unknown{Guess(key.Likely)}{Where(key.SetBy)}");
        if (report.Explained.Count == 0) output.WriteLine(Verdict(report));
    }

    private static void Explain(ConfigKeyPart key, TextWriter output)
    {
        output.WriteLine(key.Key);
        output.WriteLine($"  {key.Meaning}");
        output.WriteLine($"  allowed: {key.Allowed}");
        output.WriteLine($"  default: {(key.Default.Length > 0 ? key.Default : "none")}");
        if (key.Value is { } value) output.WriteLine($"  set to:  {Quoted(value)}{Where(key.SetBy)}");
        else output.WriteLine("  not set");
    }

    private static string Verdict(ConfigReport report)
    {
        if (!report.IsGood) return "the service does not start with this configuration";
        string sources = string.Join(", ", report.Sources.DefaultIfEmpty("nothing is set, the defaults hold"));
        if (report.Unknown.Count > 0) return $"the service starts, unknown keys are ignored ({sources})";
        return $"the configuration is good ({sources})";
    }

    private static string Quoted(string value)
    {
        if (value.Length == 0) return "(empty)";
        return $"'{value}'";
    }

    private static string Where(string? source)
    {
        if (source is null) return "";
        return $" ({source})";
    }

    private static string Guess(string? likely)
    {
        if (likely is null) return "";
        return $", did you mean {likely}?";
    }
}
