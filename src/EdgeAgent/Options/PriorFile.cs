using EdgeAgent.Core.Forecast;

namespace EdgeAgent.Options;

/// <summary>What many devices have taught, as it comes with the agent or from a file of a fleet's own.</summary>
internal static class PriorFile
{
    private const string Resource = "prior.txt";

    /// <summary>Learned from the recordings that its first lines name.</summary>
    public static ChargePrior ReadBuiltIn() => ChargePrior.Parse(BuiltInText());

    public static string BuiltInText()
    {
        using var reader = new StreamReader(typeof(PriorFile).Assembly.GetManifestResourceStream(Resource)!);
        return reader.ReadToEnd();
    }

    /// <summary>Throws <see cref="FormatException"/>, <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> when there is no prior to read.</summary>
    public static ChargePrior Read(string path)
    {
        using var reader = new StreamReader(path);
        var text = new char[ChargePrior.MostLength + 1];
        return ChargePrior.Parse(new string(text, 0, reader.ReadBlock(text)));
    }
}
