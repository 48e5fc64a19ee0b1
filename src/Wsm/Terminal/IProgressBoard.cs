namespace Wsm.Terminal;

/// <summary>Shows the items of one piece of work as they go on. Safe to use from several threads.</summary>
public interface IProgressBoard
{
    /// <summary>Announces how much there is to do over all items; may be called again when more is known.</summary>
    void Expect(long bytes);

    IProgressItem Start(string name, long bytes);
}

/// <summary>One item in work; disposing it without <see cref="Finish"/> takes it off the board.</summary>
public interface IProgressItem : IDisposable
{
    /// <summary>Bytes that have travelled; negative when some must travel again. Cheap enough to be called for every buffer.</summary>
    void Advance(long bytes);

    /// <summary>Bytes that need not travel: they were there already.</summary>
    void Keep(long bytes);

    /// <summary>Ends the item; <paramref name="line"/>, where given, is printed on standard output.</summary>
    void Finish(string? line = null);
}
