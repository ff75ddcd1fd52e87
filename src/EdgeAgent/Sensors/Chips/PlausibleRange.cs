namespace EdgeAgent.Sensors.Chips;

/// <summary>The values that a chip can give for a quantity, and the words for both in a message.</summary>
internal readonly record struct PlausibleRange(double Low, double High, string Quantity, string Unit);
