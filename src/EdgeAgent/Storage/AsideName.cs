using System.Globalization;

namespace EdgeAgent.Storage;

/// <summary>Names of files that are moved away from the store's path: <c>agent.db.damaged-1</c>, <c>agent.db.obstacle-2</c>.</summary>
internal static class AsideName
{
    public const string Damaged = "damaged";
    public const string Obstacle = "obstacle";

    public static string Of(string path, string why, int number) => $"{path}.{why}-{number.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The first number, from 1, whose name does not exist with any of the suffixes.</summary>
    public static int FirstFree(string path, string why, params ReadOnlySpan<string> suffixes)
    {
        int number = 1;
        while (IsTaken(Of(path, why, number), suffixes)) number++;
        return number;
    }

    private static bool IsTaken(string name, ReadOnlySpan<string> suffixes)
    {
        foreach (string suffix in suffixes)
        {
            if (Path.Exists(name + suffix)) return true;
        }

        return false;
    }
}
