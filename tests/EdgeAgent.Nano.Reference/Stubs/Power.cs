namespace nanoFramework.Runtime.Native;

/// <summary>Package nanoFramework.Runtime.Native 1.7.</summary>
public static class Power
{
    public static void RebootDevice() => throw new System.NotSupportedException();
}
