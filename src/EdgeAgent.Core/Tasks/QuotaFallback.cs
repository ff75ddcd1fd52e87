namespace EdgeAgent.Core.Tasks;

public enum QuotaFallback
{
    RunAsNormal,
    Drop,
}
