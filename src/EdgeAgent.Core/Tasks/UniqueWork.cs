namespace EdgeAgent.Core.Tasks;

public sealed record UniqueWork(string Name, UniquePolicy Policy);
