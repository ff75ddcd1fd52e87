namespace EdgeAgent.Sensors.Boards;

/// <summary>One GPIO line of a board.</summary>
/// <param name="Line">The line's name (<c>GPIO6</c>), or chip and offset (<c>gpiochip0:6</c>).</param>
public sealed record LineSpec(string Line, LineMeaning Meaning, bool IsActiveLow = false, GpioBias Bias = GpioBias.AsIs);
