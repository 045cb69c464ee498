"""The image registry: tags never change, and a digest is the manifest's own."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from cloud.refusal import Refusal

MEDIA_TYPE = "application/vnd.oci.image.manifest.v1+json"


@dataclass
class Image:
    """A manifest and its tags."""

    manifest: str
    pushed_at: int
    tags: list[str] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """The name that cannot lie."""
        return f"sha256:{hashlib.sha256(self.manifest.encode()).hexdigest()}"

    @property
    def full(self) -> dict[str, Any]:
        """The image as AWS lists it."""
        return {"imageDigest": self.digest, "imageTags": self.tags, "imagePushedAt": self.pushed_at}


class Registry:
    """One repository."""

    def __init__(self) -> None:
        self.images: list[Image] = []

    def push(self, tag: str, content: str = "") -> str:
        """Put an image there, as a pipeline would, and return its digest."""
        manifest = json.dumps({"schemaVersion": 2, "layers": [content or tag]}, indent=1) + "\n"
        return self.add(manifest, tag).digest

    def add(self, manifest: str, tag: str) -> Image:
        """Add a tag to an image, and the image where it is not there yet."""
        if self.find(tag=tag):
            raise Refusal("ImageTagAlreadyExistsException", f"the tag {tag} is immutable")
        image = next((image for image in self.images if image.manifest == manifest), None)
        if image is None:
            image = Image(manifest, pushed_at=1_700_000_000 + 60 * len(self.images))
            self.images.append(image)
        image.tags.append(tag)
        return image

    def find(self, *, tag: str | None = None, digest: str | None = None) -> Image | None:
        """Look an image up by either name."""
        return next((image for image in self.images if tag in image.tags or image.digest == digest), None)

    def wanted(self, request: dict[str, Any]) -> list[Image | None]:
        """Look up the images that a request names, all of them if it names none."""
        if "imageIds" not in request:
            return list(self.images)
        return [self.find(tag=each.get("imageTag"), digest=each.get("imageDigest")) for each in request["imageIds"]]

    def answer(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """Do what a request asks for."""
        return {
            "GetAuthorizationToken": self.sign_in,
            "BatchGetImage": self.manifests,
            "DescribeImages": self.describe,
            "PutImage": self.put,
        }[operation](request)

    def sign_in(self, request: dict[str, Any]) -> dict[str, Any]:
        """Hand out a password."""
        return {"authorizationData": [{"authorizationToken": "QVdTOnBhc3N3b3Jk", "proxyEndpoint": "https://registry"}]}

    def manifests(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return images with their manifests; what is missing is no error."""
        images = [
            {
                "imageId": {"imageDigest": image.digest},
                "imageManifest": image.manifest,
                "imageManifestMediaType": MEDIA_TYPE,
            }
            for image in self.wanted(request)
            if image
        ]
        return {"images": images, "failures": [] if images else [{"failureCode": "ImageNotFound"}]}

    def describe(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return what is known of images; here, what is missing is an error."""
        images = self.wanted(request)
        if None in images:
            raise Refusal("ImageNotFoundException", "the image does not exist")
        return {"imageDetails": [image.full for image in images if image]}

    def put(self, request: dict[str, Any]) -> dict[str, Any]:
        """Tag a manifest, which has to be the one of the digest that is named."""
        digest = Image(request["imageManifest"], 0).digest
        if request.get("imageDigest", digest) != digest:
            raise Refusal("ImageDigestDoesNotMatchException", f"the manifest's digest is {digest}")
        return {"image": {"imageId": {"imageDigest": self.add(request["imageManifest"], request["imageTag"]).digest}}}
