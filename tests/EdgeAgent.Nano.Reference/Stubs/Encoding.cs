namespace System.Text;

/// <summary>Package nanoFramework.System.Text 1.3.</summary>
public abstract class Encoding
{
    public static Encoding UTF8 => throw new NotSupportedException();

    public virtual byte[] GetBytes(string s) => throw new NotSupportedException();

    public virtual string GetString(byte[] bytes, int index, int count) => throw new NotSupportedException();
}
