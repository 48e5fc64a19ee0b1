using Microsoft.CodeAnalysis;

namespace Wsm.Tests.Architecture;

/// <summary>The types that others must be able to see in order to use a type.</summary>
internal static class Signatures
{
    public static IEnumerable<INamedTypeSymbol> Of(INamedTypeSymbol type) => Types(type).SelectMany(Named);

    private static IEnumerable<ITypeSymbol?> Types(INamedTypeSymbol type)
    {
        yield return type.BaseType;
        // A converter named on a type is made by the code that others' serializer contexts generate.
        foreach (var argument in type.GetAttributes().SelectMany(attribute => attribute.ConstructorArguments))
        {
            yield return argument.Kind == TypedConstantKind.Type ? argument.Value as ITypeSymbol : null;
        }

        foreach (var required in type.TypeParameters.SelectMany(parameter => parameter.ConstraintTypes))
        {
            yield return required;
        }

        if (type.TypeKind == TypeKind.Interface)
        {
            foreach (var parent in type.Interfaces)
            {
                yield return parent;
            }
        }

        IEnumerable<ISymbol> members = type.DelegateInvokeMethod is { } invoke ? [invoke] : type.GetMembers().Where(IsVisible);
        foreach (var shown in members.SelectMany(TypesOf))
        {
            yield return shown;
        }
    }

    private static bool IsVisible(ISymbol member) =>
        member.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal;

    private static IEnumerable<ITypeSymbol> TypesOf(ISymbol member) =>
        member switch
        {
            IMethodSymbol method =>
            [
                method.ReturnType,
                .. method.Parameters.Select(parameter => parameter.Type),
                .. method.TypeParameters.SelectMany(parameter => parameter.ConstraintTypes),
            ],
            IPropertySymbol property => [property.Type, .. property.Parameters.Select(parameter => parameter.Type)],
            IFieldSymbol field => [field.Type],
            IEventSymbol raised => [raised.Type],
            INamedTypeSymbol nested => Types(nested).OfType<ITypeSymbol>(),
            _ => [],
        };

    private static IEnumerable<INamedTypeSymbol> Named(ITypeSymbol? type) =>
        type switch
        {
            IArrayTypeSymbol array => Named(array.ElementType),
            INamedTypeSymbol { ContainingType: { } outer } => Named(outer),
            INamedTypeSymbol named => [named.OriginalDefinition, .. named.TypeArguments.SelectMany(Named)],
            _ => [],
        };
}
