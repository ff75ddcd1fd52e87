namespace EdgeAgent.Cli;

/// <summary>Properties of the output for people.</summary>
/// <param name="Width">Columns of the terminal; null for a pipe or file, where no line is wrapped.</param>
/// <param name="HasColor">The terminal supports colors and bold, and the user has not disabled them.</param>
internal sealed record Screen(int? Width, bool HasColor)
{
    private const int LeastWidth = 40;

    public static Screen Pipe { get; } = new(null, false);

    /// <summary>The properties of standard output. There is no color with <c>NO_COLOR</c> (no-color.org) and with the terminal type dumb.</summary>
    public static Screen OfConsole()
    {
        if (Console.IsOutputRedirected) return Pipe;
        bool isWanted = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new Screen(Math.Max(Console.WindowWidth, LeastWidth), isWanted && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb"));
    }
}
