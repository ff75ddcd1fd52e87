namespace EdgeAgent.Core.Tasks;

public enum MisfirePolicy
{
    RunOnce,
    Skip,
}
