namespace Wsm.Terminal;

/// <summary>A node of a tree that is drawn with lines.</summary>
public sealed record Tree(string Text)
{
    private readonly List<Tree> _children = [];

    /// <summary>The child with this text, made where it is missing.</summary>
    public Tree Child(string text)
    {
        var child = _children.Find(known => known.Text == text);
        if (child is null)
        {
            _children.Add(child = new Tree(text));
        }

        return child;
    }

    public void Write(TextWriter output)
    {
        output.WriteLine(Text);
        WriteChildren(output, "");
    }

    private void WriteChildren(TextWriter output, string indent)
    {
        foreach (var (index, child) in _children.Index())
        {
            var last = index == _children.Count - 1;
            output.WriteLine($"{indent}{(last ? "└── " : "├── ")}{child.Text}");
            child.WriteChildren(output, indent + (last ? "    " : "│   "));
        }
    }
}
