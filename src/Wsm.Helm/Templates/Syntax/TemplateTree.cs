namespace Wsm.Helm.Templates.Syntax;

/// <summary>One named template: a file's body, or a <c>define</c> or <c>block</c> in it.</summary>
/// <param name="Name">What <c>include</c> calls it.</param>
/// <param name="Source">The file it stands in.</param>
/// <param name="Root">Its body.</param>
/// <param name="SlotCount">How many variables it declares, <c>$</c> included.</param>
internal sealed record TemplateTree(string Name, TemplateSource Source, ListNode Root, int SlotCount)
{
    /// <summary>Nothing but blanks: such a body does not replace another one of its name.</summary>
    public bool IsEmpty { get; } = IsBlank(Root);

    private static bool IsBlank(ListNode list)
    {
        foreach (var node in list.Nodes)
        {
            if (node is not TextNode text || !string.IsNullOrWhiteSpace(text.Text))
            {
                return false;
            }
        }

        return true;
    }
}
