namespace ActorChat.Host.Tests.Structure;

/// <summary>No two folders of a project need each other, nor any more of them in a ring: each can be read with only those below it.</summary>
public sealed class FolderSpecs
{
    [Theory]
    [InlineData("ActorChat.Host")]
    public void The_folders_of_a_project_form_no_circle(string project) => Assert.Empty(SourceFolders.Of(new Project(project)).Circles());
}
