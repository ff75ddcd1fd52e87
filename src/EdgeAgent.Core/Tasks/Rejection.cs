namespace EdgeAgent.Core.Tasks;

/// <summary>Why a document was refused.</summary>
/// <param name="Code">One of <see cref="RejectionCodes"/>, for programs.</param>
/// <param name="Message">A sentence for people that names the field and its allowed range.</param>
public sealed record Rejection(string Code, string Message);
