using System.Globalization;
using EdgeAgent.Core.Tasks;
using Microsoft.Extensions.Configuration;

namespace EdgeAgent.Options;

/// <summary>
/// Reads typed values from the configuration. It collects all faults with their values instead of stopping at the first, and finds keys
/// that no option reads. The contract requires all three, and the generated binder does none of them.
/// </summary>
public sealed class ConfigReader
{
    private readonly IConfigurationSection _section;
    private readonly Shared _shared;

    public ConfigReader(IConfiguration root, string section)
        : this(root.GetSection(section), new Shared())
    {
    }

    private ConfigReader(IConfigurationSection section, Shared shared)
    {
        _section = section;
        _shared = shared;
        shared.Asked.Add(section.Path);
    }

    public IReadOnlyList<ConfigFault> Faults => _shared.Faults;

    /// <summary>All keys that were read, in the order of the first access.</summary>
    public IReadOnlyCollection<ConfigKey> Keys => _shared.Keys.Values;

    /// <summary>The text of the section when it is a single value; else null.</summary>
    public string? Value => _section.Value;

    /// <summary>A section below this one.</summary>
    public ConfigReader Section(string key) => new(_section.GetSection(key), _shared);

    /// <summary>The sections below <paramref name="key"/>: a list (<c>0</c>, <c>1</c>, …) or a map by name.</summary>
    public IReadOnlyList<(string Name, ConfigReader Reader)> Children(string key)
    {
        _shared.Asked.Add(PathOf(key));
        return [.. _section.GetSection(key).GetChildren().Select(c => (c.Key, new ConfigReader(c, _shared)))];
    }

    public string Text(string key, string fallback) => Raw(key, fallback, "text") ?? fallback;

    public string? TextOrNull(string key)
    {
        if (Raw(key, "", "text") is { Length: > 0 } text) return text;
        return null;
    }

    /// <summary>A text that <paramref name="isGood"/> must accept; otherwise it is a fault.</summary>
    public string Text(string key, string fallback, Func<string, bool> isGood, string allowed)
    {
        string text = Raw(key, fallback, allowed) ?? fallback;
        if (!isGood(text)) Fault(key, text, allowed);
        return text;
    }

    public int Whole(string key, int fallback, int least, int most) =>
        (int)Number(key, fallback, least, most, NumberForm.Whole);

    public double Number(string key, double fallback, double least, double most) =>
        Number(key, fallback, least, most, NumberForm.Any);

    /// <summary>A number; null when the key is absent.</summary>
    public double? NumberOrNull(string key, double least, double most)
    {
        string? text = Raw(key, "", Range(NumberForm.Any, least, most));
        if (text is { Length: > 0 }) return Number(key, least, least, most);
        return null;
    }

    public TimeSpan Seconds(string key, double fallback, double least, double most) => TimeSpan.FromSeconds(Number(key, fallback, least, most));

    public bool Flag(string key, bool fallback)
    {
        string? text = Raw(key, fallback ? "true" : "false", "true or false");
        if (text is null) return fallback;
        if (bool.TryParse(text, out bool value)) return value;
        Fault(key, text, "true or false");
        return fallback;
    }

    /// <summary>One of the contract's words for <typeparamref name="T"/>.</summary>
    public T Word<T>(string key, T fallback) where T : struct, Enum
    {
        string? text = Raw(key, WireNames.Lower(fallback), WireNames.AllLower<T>());
        if (text is null) return fallback;
        if (WireNames.TryParse(text, out T value)) return value;
        Fault(key, text, WireNames.AllLower<T>());
        return fallback;
    }

    /// <summary>A list, or a text with commas, as in an environment variable.</summary>
    public IReadOnlyList<string> List(string key)
    {
        string? single = Raw(key, "", "a list");
        if (single is not null) return single.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var items = new List<string>();
        foreach (var child in _section.GetSection(key).GetChildren())
        {
            _shared.Asked.Add(child.Path);
            if (child.Value is { } value) items.Add(value);
        }

        return items;
    }

    /// <summary>A readable file; null when the key is absent.</summary>
    public string? ExistingFile(string key)
    {
        string? path = Raw(key, "", "a file that exists") is { Length: > 0 } text ? text : null;
        if (path is not null && !File.Exists(path)) Fault(key, path, "a file that exists");
        return path;
    }

    public void Fault(string key, string value, string allowed) => _shared.Faults.Add(new ConfigFault(PathOf(key), value, allowed));

    /// <summary>Keys that are set and that no option reads. Call it after all options have been read.</summary>
    public IReadOnlyList<UnknownKey> UnknownKeys() => [.. Leaves(_section).Where(leaf => !_shared.Asked.Contains(leaf)).Select(Unknown)];

    // In a misspelt section all keys are unknown, so the suggestion is for the outermost unknown name.
    private UnknownKey Unknown(string leaf)
    {
        string[] names = leaf.Split(ConfigurationPath.KeyDelimiter);
        int known = 1;
        while (known < names.Length - 1 && _shared.Asked.Contains(string.Join(ConfigurationPath.KeyDelimiter, names[..(known + 1)]))) known++;
        string section = string.Join(ConfigurationPath.KeyDelimiter, names[..known]) + ConfigurationPath.KeyDelimiter;
        var siblings = _shared.Asked
            .Where(k => k.StartsWith(section, StringComparison.OrdinalIgnoreCase))
            .Select(k => k[section.Length..].Split(ConfigurationPath.KeyDelimiter)[0])
            .Distinct(StringComparer.OrdinalIgnoreCase);
        return new UnknownKey(leaf, LikelyName.Of(names[known], siblings) is { } likely ? section + likely : null);
    }

    private static IEnumerable<string> Leaves(IConfigurationSection section)
    {
        var children = section.GetChildren().ToList();
        if (children.Count == 0 && section.Value is not null) return [section.Path];
        return children.SelectMany(Leaves);
    }

    private double Number(string key, double fallback, double least, double most, NumberForm form)
    {
        string range = Range(form, least, most);
        string? text = Raw(key, fallback.ToString(CultureInfo.InvariantCulture), range);
        if (text is null) return fallback;
        if (form.Read(text) is { } value && value >= least && value <= most) return value;
        Fault(key, text, range);
        return fallback;
    }

    private static string Range(NumberForm form, double least, double most) => string.Create(CultureInfo.InvariantCulture, $"{form.Name} from {least} to {most}");

    private string? Raw(string key, string fallback, string allowed)
    {
        string path = PathOf(key);
        _shared.Asked.Add(path);
        _shared.Keys.TryAdd(path, new ConfigKey(path, fallback, allowed));
        return _section[key];
    }

    private string PathOf(string key) => ConfigurationPath.Combine(_section.Path, key);

    private sealed record NumberForm(string Name, Func<string, double?> Read)
    {
        public static readonly NumberForm Any = new("a number", ReadAny);
        public static readonly NumberForm Whole = new("a whole number", ReadWhole);

        private static double? ReadAny(string text)
        {
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)) return value;
            return null;
        }

        private static double? ReadWhole(string text)
        {
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)) return value;
            return null;
        }
    }

    private sealed class Shared
    {
        public List<ConfigFault> Faults { get; } = [];
        public HashSet<string> Asked { get; } = new(StringComparer.OrdinalIgnoreCase);
        public OrderedDictionary<string, ConfigKey> Keys { get; } = new(StringComparer.OrdinalIgnoreCase);
    }
}
