namespace EdgeAgent.Core.Tasks;

/// <summary>Why a document was refused: a word for programs, and a sentence that names the field and its range for people.</summary>
public sealed record Rejection(string Code, string Message);
