namespace EdgeAgent.Core.Tasks;

/// <summary>Queues of spooled records, the most urgent first.</summary>
public enum SyncLevel
{
    High,
    Normal,
    Low,
}
