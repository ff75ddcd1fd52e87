#pragma warning disable IDE0060
namespace System;

/// <summary>Package nanoFramework.System.Math 1.5.</summary>
public static class Math
{
    public static double Min(double val1, double val2) => throw new NotSupportedException();

    public static double Max(double val1, double val2) => throw new NotSupportedException();

    public static double Clamp(double value, double min, double max) => throw new NotSupportedException();

    public static double Exp(double d) => throw new NotSupportedException();

    public static double Pow(double x, double y) => throw new NotSupportedException();

    public static double Sqrt(double d) => throw new NotSupportedException();

    public static double Abs(double value) => throw new NotSupportedException();
}
