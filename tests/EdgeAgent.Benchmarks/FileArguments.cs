using System.Globalization;

namespace EdgeAgent.Benchmarks;

/// <summary>Arguments of the tables over traces: <c>[--NAME NUMBER]... FILE...</c>.</summary>
internal sealed class FileArguments
{
    private readonly Dictionary<string, int> _numbers = [];

    public List<string> Files { get; } = [];

    /// <summary>Null, and a line on stderr, when an option is unknown or has no number.</summary>
    public static FileArguments? Read(string[] args, string usage, params string[] options)
    {
        var read = new FileArguments();
        for (int i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal)) read.Files.Add(args[i]);
            else if (options.Contains(args[i]) && i + 1 < args.Length && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out int number)) read._numbers[args[i++]] = number;
            else return Refuse(usage);
        }

        return read.Files.Count > 0 ? read : Refuse(usage);
    }

    public int Number(string option, int usual) => _numbers.GetValueOrDefault(option, usual);

    private static FileArguments? Refuse(string usage)
    {
        Console.Error.WriteLine("usage: " + usage);
        return null;
    }
}
