namespace EdgeAgent.Contract;

public sealed record LimitsPart(int Batch, string Quality, bool Parallel);
