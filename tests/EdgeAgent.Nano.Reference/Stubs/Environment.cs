namespace System;

/// <summary>Package nanoFramework.Runtime.Native 1.7.</summary>
public static class Environment
{
    public static long TickCount64 => throw new NotSupportedException();
}
