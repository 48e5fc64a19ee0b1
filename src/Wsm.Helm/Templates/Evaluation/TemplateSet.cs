using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Provenance;
using Wsm.Helm.Templates.Functions;
using Wsm.Helm.Templates.Syntax;

namespace Wsm.Helm.Templates.Evaluation;

/// <summary>
/// Templates that know one another by name. The last definition of a name wins, but one of only blanks or comments does not replace
/// another.
/// A set with a parent sees the parent's templates and adds its own over them: what <c>tpl</c> runs its text in.
/// </summary>
public sealed class TemplateSet
{
    private readonly FunctionTable _functions;
    private readonly TemplateSet? _parent;

    /// <summary>By the very text: a chart under several aliases gives the same one under several names.</summary>
    private readonly Dictionary<string, TemplateFile> _files;
    private readonly Dictionary<string, NamedTemplate> _templates = new(StringComparer.Ordinal);

    public TemplateSet(FunctionTable functions)
    {
        _functions = functions;
        _files = new(ReferenceEqualityComparer.Instance);
    }

    private TemplateSet(TemplateSet parent)
    {
        _parent = parent;
        _functions = parent._functions;
        _files = parent._files;
    }

    /// <summary>
    /// Does the work of <see cref="Parse"/> for texts that will be given to it, on whatever thread; until it is done the set is not to be
    /// used.
    /// </summary>
    internal void ParseAhead(IEnumerable<string> texts)
    {
        foreach (var text in texts)
        {
            try
            {
                FileOf(new TemplateSource("", text));
            }
            catch (TemplateException)
            {
                // Parse comes to the same text and throws the same, under the file's name.
            }
        }
    }

    /// <summary>Parses a file and adds it, and what it defines, to the set.</summary>
    /// <exception cref="TemplateException">The text is no template.</exception>
    public void Parse(string name, string text)
    {
        var source = new TemplateSource(name, text);
        foreach (var tree in FileOf(source).Under(source))
        {
            Add(new NamedTemplate(tree, null));
        }
    }

    public bool Contains(string name) => Find(name) is not null;

    /// <summary>Runs a template.</summary>
    /// <returns>Its output, with its trace when the session records one.</returns>
    /// <exception cref="TemplateException">It failed, or does not exist.</exception>
    public Value Execute(string name, Value data, RenderSession session)
    {
        var template = Find(name) ?? throw TemplateException.OfMissing(name);
        return Execute(template, data, session);
    }

    /// <summary>Helm's <c>tpl</c>: runs a text in a set of its own over this one.</summary>
    internal Value ExecuteText(Value text, Value data, RenderSession session)
    {
        var source = (string)text.Data!;
        if (!source.Contains("{{", StringComparison.Ordinal))
        {
            return text;
        }

        if (!session.Parsed.TryGetValue(source, out var trees))
        {
            trees = ParseText(source);
            session.Parsed[source] = trees;
        }

        var own = new TemplateSet(this);
        NamedTemplate? main = null;
        foreach (var tree in trees)
        {
            var template = new NamedTemplate(tree, session.Trace ? text : null);
            own.Add(template);
            if (tree.Name == TemplateSource.RootName)
            {
                main = template;
            }
        }

        TemplateException failure;
        try
        {
            return own.Execute(main!, data, session);
        }
        catch (TemplateException thrown)
        {
            failure = thrown;
        }

        throw new FunctionException($"error during tpl function execution for {GoQuote.Quote(source)}: ", failure);
    }

    internal NamedTemplate? Find(string name)
    {
        for (var set = this; set is not null; set = set._parent)
        {
            if (set._templates.TryGetValue(name, out var template))
            {
                return template;
            }
        }

        return null;
    }

    private TemplateFile FileOf(TemplateSource source)
    {
        if (!_files.TryGetValue(source.Text, out var file))
        {
            _files[source.Text] = file = Parser.Parse(source, _functions);
        }

        return file;
    }

    private TemplateTree[] ParseText(string source)
    {
        try
        {
            var text = new TemplateSource(TemplateSource.RootName, source);
            return [.. Parser.Parse(text, _functions).Under(text)];
        }
        catch (TemplateException failure)
        {
            throw new FunctionException($"cannot parse template {GoQuote.Quote(source)}: ", failure);
        }
    }

    private Value Execute(NamedTemplate template, Value data, RenderSession session)
    {
        var output = new TracedText();
        new Execution(new SetRuntime(this, session), template, output, depth: 0).Run(Operand.Of(data));
        return Value.Of(output.ToString(), session.Trace ? output.Trace() : null);
    }

    private void Add(NamedTemplate template)
    {
        if (!template.Tree.IsEmpty || Find(template.Tree.Name) is null)
        {
            _templates[template.Tree.Name] = template;
        }
    }
}

/// <param name="Tree">What it does.</param>
/// <param name="Text">The value that <c>tpl</c> was given, when provenance is recorded: literal text comes from there.</param>
internal sealed record NamedTemplate(TemplateTree Tree, Value? Text);
