using System.Globalization;
using EdgeAgent.Native;

namespace EdgeAgent.Web;

/// <summary>
/// Opens files below one folder by the path of a request. The names of a path may have letters, digits, dot, dash and underscore and must
/// not begin with a dot; other paths are not looked up. Links are not followed, and only regular files are opened.
/// </summary>
internal sealed class PageFiles(string folder)
{
    private const int LeastHashLength = 8;

    /// <summary>Null when there is no such file.</summary>
    public PageFile? Open(string path)
    {
        string[] names = (path == "/" ? "/index.html" : path)[1..].Split('/');
        if (!names.All(IsName)) return null;
        try
        {
            return Open(names);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private PageFile Open(string[] names)
    {
        var place = FolderHandle.Open(folder);
        try
        {
            foreach (string name in names[..^1])
            {
                using var parent = place;
                place = parent.OpenFolder(name);
            }

            var content = place.OpenRead(names[^1], out _);
            return new PageFile(content, TypeOf(names[^1]), TagOf(content), IsHashed(names[^1]));
        }
        finally
        {
            place.Dispose();
        }
    }

    private static bool IsName(string name) => name.Length is > 0 and <= 128 && name[0] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static string TagOf(FileStream content) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{content.Length:x}-{File.GetLastWriteTimeUtc(content.SafeFileHandle).Ticks:x}\"");

    // name-HASH.ext, as bundlers name files: changed content gets another name.
    private static bool IsHashed(string name)
    {
        string[] parts = name.Split('.');
        string hash = parts.Length > 1 ? parts[^2][(parts[^2].LastIndexOf('-') + 1)..] : "";
        return hash.Length >= LeastHashLength && hash != parts[^2] && hash.All(char.IsAsciiLetterOrDigit) && hash.Any(char.IsAsciiDigit);
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".json" => "application/json",
        ".png" => "image/png",
        ".txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
}
