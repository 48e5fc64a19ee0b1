namespace Wsm.Helm.Templates.Syntax;

/// <summary>
/// A parsed file before it has its name: a chart that is used under several aliases has the same files under as many names.
/// </summary>
/// <param name="Body">What stands outside of definitions.</param>
/// <param name="SlotCount">How many variables the body declares, <c>$</c> included.</param>
/// <param name="Definitions">With different names.</param>
/// <param name="LastLine">Where errors about the file as a whole are placed.</param>
internal sealed record TemplateFile(ListNode Body, int SlotCount, IReadOnlyCollection<TemplateTree> Definitions, int LastLine)
{
    /// <summary>The file's templates; the one of the file's own name is among them.</summary>
    /// <exception cref="TemplateException">The file defines a template of its own name.</exception>
    public IEnumerable<TemplateTree> Under(TemplateSource source)
    {
        var own = new TemplateTree(source.Name, source, Body, SlotCount);
        foreach (var definition in Definitions)
        {
            if (definition.Name != source.Name)
            {
                yield return definition with
                {
                    Source = source,
                };
            }
            else if (!definition.IsEmpty && own.IsEmpty)
            {
                own = definition with { Source = source };
            }
            else if (!definition.IsEmpty)
            {
                throw TemplateException.OfDuplicate(source.Name, LastLine, source.Name);
            }
        }

        yield return own;
    }
}
