using EdgeAgent.Core.Forecast;

namespace EdgeAgent.Options;

/// <summary>Reads prior knowledge from many devices: the built-in one, or that of a file.</summary>
internal static class PriorFile
{
    private const string Resource = "prior.txt";

    /// <summary>The built-in prior; the first lines of its text name the recordings from which it was learned.</summary>
    public static ChargePrior ReadBuiltIn() => ChargePrior.Parse(BuiltInText());

    public static string BuiltInText()
    {
        using var reader = new StreamReader(typeof(PriorFile).Assembly.GetManifestResourceStream(Resource)!);
        return reader.ReadToEnd();
    }

    /// <summary>Reads a prior from a file.</summary>
    /// <exception cref="FormatException">The file is not a prior.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static ChargePrior Read(string path)
    {
        using var reader = new StreamReader(path);
        var text = new char[ChargePrior.MostLength + 1];
        return ChargePrior.Parse(new string(text, 0, reader.ReadBlock(text)));
    }
}
