
namespace EdgeAgent.Contract;

public sealed record ErrorPart(ErrorCategory Category, string Message);
