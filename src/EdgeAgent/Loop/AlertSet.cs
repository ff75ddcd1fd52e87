using EdgeAgent.Contract;

namespace EdgeAgent.Loop;

/// <summary>The words of <see cref="Alerts"/> that are raised now, in alphabetical order.</summary>
internal sealed class AlertSet
{
    private readonly SortedSet<string> _words = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Words => _words;

    public bool Contains(string word) => _words.Contains(word);

    /// <summary>Raises an alert; true when it was not raised before.</summary>
    public bool Raise(string word) => _words.Add(word);

    /// <summary>Clears an alert; true when it was raised before.</summary>
    public bool Lower(string word) => _words.Remove(word);

    public void Set(string word, bool isOn)
    {
        if (isOn) _words.Add(word);
        else _words.Remove(word);
    }
}
