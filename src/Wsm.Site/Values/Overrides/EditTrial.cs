using Wsm.Helm.Provenance;
using Wsm.Helm.Rendering;
using Wsm.Product.Failures;

namespace Wsm.Site.Values.Overrides;

/// <summary>
/// Renders with edits. Charts may check what they are given: some refuse images of another registry until a value says that this is
/// meant. Which value that is, the reads of the refused rendering tell.
/// </summary>
/// <param name="render">Renders with the given edits on top of everything else.</param>
internal sealed class EditTrial(Func<IReadOnlyCollection<ValueEdit>, RenderedImages> render)
{
    private const int Attempts = 12;
    private const int Depth = 3;

    private static readonly string[] ConsentWords = ["allow", "skip", "ignore", "insecure", "unsafe", "bypass", "disable"];

    private readonly Dictionary<string, ValueEdit> _consents = [];
    private readonly HashSet<string> _before = [];
    private RenderedImages? _first;
    private int _left = Attempts;

    /// <summary>What the chart asks for besides the edits.</summary>
    public IReadOnlyCollection<ValueEdit> Consents => _consents.Values;

    /// <summary>Renders without any edit.</summary>
    /// <exception cref="UserError">The chart does not render.</exception>
    public RenderedImages First()
    {
        _first = render([]);
        _before.UnionWith(_first.Reads.Select(path => path.ToString()));
        return _first;
    }

    /// <summary>Null when the chart refuses these edits.</summary>
    public RenderedImages? Try(IReadOnlyCollection<ValueEdit> edits)
    {
        var all = new Dictionary<string, ValueEdit>(_consents);
        foreach (var edit in edits)
        {
            all[edit.Key] = edit;
        }

        return Try(all, out var refusal) ?? AskConsent(all, refusal!, Depth);
    }

    private RenderedImages? AskConsent(Dictionary<string, ValueEdit> edits, RenderException refusal, int depth)
    {
        foreach (var path in MayConsent(refusal).Where(path => !edits.ContainsKey(path.ToString())).ToList())
        {
            if (_left-- <= 0)
            {
                return null;
            }

            var consent = ValueEdit.Consent(path);
            var with = new Dictionary<string, ValueEdit>(edits) { [consent.Key] = consent };
            var rendered = Try(with, out var next);
            // Another complaint is a step forward: there may be one more value to set.
            if (rendered is null && depth > 1 && next!.Message != refusal.Message)
            {
                rendered = AskConsent(with, next, depth - 1);
            }

            if (rendered is null)
            {
                continue;
            }

            _consents.TryAdd(consent.Key, consent);
            return rendered;
        }

        return null;
    }

    /// <summary>
    /// Values that are off: first those that the message names, then those that were looked at only now, the last one first, as that look
    /// led to the refusal.
    /// </summary>
    private IEnumerable<ValuePath> MayConsent(RenderException refusal) =>
        refusal
            .Reads.Reverse()
            .Select(GlobalValues.Hoist)
            .DistinctBy(path => path.ToString())
            .Where(path => path.Key is not null && _first!.ValueAt(path).Data is null or false)
            .Select(path =>
                (Path: path, Named: refusal.Message.Contains(path.ToString(), StringComparison.Ordinal) && path.Parent is { IsRoot: false })
            )
            .Where(item =>
                item.Named
                || (
                    !_before.Contains(item.Path.ToString())
                    && ConsentWords.Any(word => item.Path.Key!.Contains(word, StringComparison.OrdinalIgnoreCase))
                )
            )
            .OrderByDescending(item => item.Named)
            .Select(item => item.Path);

    private RenderedImages? Try(Dictionary<string, ValueEdit> edits, out RenderException? refusal)
    {
        try
        {
            refusal = null;
            return render(edits.Values);
        }
        catch (UserError error) when (error.InnerException is RenderException cause)
        {
            refusal = cause;
            return null;
        }
    }
}
