namespace EdgeAgent.Simulation;

/// <summary>A fault in a file that the user gave: one line that names file, row and column.</summary>
public sealed class InputFaultException(string message) : Exception(message)
{
    public static InputFaultException At(string file, int row, string column, string text, string wanted) =>
        new($"{file}: row {row}, column {column}: '{text}' is not {wanted}");
}
