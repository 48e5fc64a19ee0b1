using System.Text;

namespace Wsm.Terminal;

/// <summary>Passes text on as <see cref="SafeText"/>.</summary>
internal sealed class SafeWriter : TextWriter
{
    private readonly TextWriter _inner;

    public SafeWriter(TextWriter inner)
        : base(System.Globalization.CultureInfo.InvariantCulture)
    {
        _inner = inner;
        CoreNewLine = inner.NewLine.ToCharArray();
    }

    public override Encoding Encoding => _inner.Encoding;

    public override void Write(char value) => _inner.Write(SafeText.Of(value.ToString()));

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value) => _inner.Write(SafeText.Of(value ?? ""));

    public override void WriteLine(string? value) => _inner.WriteLine(SafeText.Of(value ?? ""));

    public override void Flush() => _inner.Flush();
}
