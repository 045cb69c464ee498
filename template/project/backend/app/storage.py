"""Files in S3."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Self

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from fastapi import Depends, Request

from app.settings import Settings

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client

# The adaptive mode slows down when S3 asks to.
CLIENT_CONFIG = Config(connect_timeout=5, read_timeout=30, retries={"mode": "adaptive"})


class UnknownBucketError(LookupError):
    """The code names a bucket that the project does not have."""


class Storage:
    """Reads and writes the project's buckets, under the names they have in the code.

    The calls block: use them in plain `def` routes, which run in threads of their own.
    """

    def __init__(self, client: "S3Client", buckets: Mapping[str, str]) -> None:
        """Use a client; the mapping leads from a name in the code to the bucket's real name."""
        self._client = client
        self._buckets = buckets

    @classmethod
    def connect(cls, settings: Settings) -> Self:
        """Return the storage that the settings describe; nothing is sent yet."""
        client = boto3.client("s3", region_name=settings.aws_region, config=CLIENT_CONFIG)
        return cls(client, settings.s3_buckets)

    def write(self, bucket: str, key: str, body: bytes, content_type: str) -> None:
        """Write an object, over an older version if there is one."""
        self._client.put_object(
            Bucket=self._real_name(bucket), Key=key, Body=body, ContentType=content_type
        )

    def read(self, bucket: str, key: str) -> bytes | None:
        """Return the content of an object, or `None` if there is none."""
        try:
            answer = self._client.get_object(Bucket=self._real_name(bucket), Key=key)
        except self._client.exceptions.NoSuchKey:
            return None
        return answer["Body"].read()

    def exists(self, bucket: str, key: str) -> bool:
        """Return whether there is an object."""
        try:
            self._client.head_object(Bucket=self._real_name(bucket), Key=key)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                return False
            raise
        return True

    def delete(self, bucket: str, key: str) -> None:
        """Delete an object; the bucket keeps its versions."""
        self._client.delete_object(Bucket=self._real_name(bucket), Key=key)

    def download_url(self, bucket: str, key: str, seconds: int = 300) -> str:
        """Return a URL that gives read access to one object for a while."""
        parameters = {"Bucket": self._real_name(bucket), "Key": key}
        return self._client.generate_presigned_url(
            "get_object", Params=parameters, ExpiresIn=seconds
        )

    def _real_name(self, bucket: str) -> str:
        try:
            return self._buckets[bucket]
        except KeyError:
            raise UnknownBucketError(bucket) from None


def get_storage(request: Request) -> Storage:
    """Return the storage of the application."""
    storage: Storage = request.app.state.storage
    return storage


StorageDep = Annotated[Storage, Depends(get_storage)]
