namespace EdgeAgent.Nano.Golden;

/// <summary>The program for an interpreter: prints the golden vectors on its console.</summary>
public static class Driver
{
    public static void Main() => new GoldenVectors(new ConsoleSink()).Write();

    private sealed class ConsoleSink : ILineSink
    {
        public void Line(string text) => Console.WriteLine(text);
    }
}
