namespace EdgeAgent.Core.Tasks;

public enum UniquePolicy
{
    Keep,
    Replace,
    Append,
    AppendOrReplace,
    Update,
}
