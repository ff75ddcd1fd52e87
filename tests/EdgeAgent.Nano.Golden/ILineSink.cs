namespace EdgeAgent.Nano.Golden;

/// <summary>Takes one line.</summary>
public interface ILineSink
{
    void Line(string text);
}
