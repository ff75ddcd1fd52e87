namespace EdgeAgent.Cli;

/// <summary>What answers for people are written to.</summary>
/// <param name="Width">Columns of the terminal; null for a pipe or file, in which no line is wrapped.</param>
/// <param name="HasColor">Colors and bold are understood and wanted.</param>
internal sealed record Screen(int? Width, bool HasColor)
{
    private const int LeastWidth = 40;

    public static Screen Pipe { get; } = new(null, false);

    /// <summary>As standard output is. <c>NO_COLOR</c> (no-color.org) and a terminal that is called dumb get none.</summary>
    public static Screen OfConsole()
    {
        if (Console.IsOutputRedirected) return Pipe;
        bool isWanted = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new Screen(Math.Max(Console.WindowWidth, LeastWidth), isWanted && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb"));
    }
}
