using System.Globalization;
using EdgeAgent.Options;

namespace EdgeAgent.Link.Tool;

/// <summary>A verb and <c>--name value</c> pairs.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public Arguments(string[] args)
    {
        Verb = args.Length > 0 ? args[0] : "";
        for (var i = 1; i < args.Length; i += 2)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == args.Length)
                throw new ArgumentException($"expected --name value at '{args[i]}'");
            _values[args[i][2..]] = args[i + 1];
        }
    }

    public string Verb { get; }

    public string Text(string name, string? fallback = null) =>
        _values.TryGetValue(name, out var value) ? value : fallback ?? throw new ArgumentException($"--{name} is missing");

    public int Number(string name, int? fallback = null)
    {
        if (!_values.TryGetValue(name, out var value))
            return fallback ?? throw new ArgumentException($"--{name} is missing");
        return int.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number : throw new ArgumentException($"--{name} is '{value}', a number is expected");
    }

    public ProtocolChoice Protocol => Text("protocol", "5") switch
    {
        "5" => ProtocolChoice.V5,
        "3.1.1" => ProtocolChoice.V311,
        "auto" => ProtocolChoice.Auto,
        var other => throw new ArgumentException($"--protocol is '{other}', allowed are 5, 3.1.1 and auto"),
    };
}
