using Wsm.Product.Wording;

namespace Wsm.Terminal;

/// <summary>Progress for logs and pipes: only finished items leave a line.</summary>
internal sealed class PlainBoard(UserConsole console) : IProgressBoard
{
    public void Expect(long bytes) => console.Debug($"{ByteSize.Text(bytes)} to do");

    public IProgressItem Start(string name, long bytes)
    {
        console.Detail($"{name} ({ByteSize.Text(bytes)}) …");
        return new Item(console);
    }

    private sealed class Item(UserConsole console) : IProgressItem
    {
        public void Advance(long bytes) { }

        public void Keep(long bytes) { }

        public void Finish(string? line = null)
        {
            if (line is not null && console.Verbosity > Verbosity.Quiet)
            {
                console.Print(line);
            }
        }

        public void Dispose() { }
    }
}
