namespace EdgeAgent.Core.Tasks;

public enum TaskPriority
{
    Critical,
    High,
    Normal,
    Low,
}
